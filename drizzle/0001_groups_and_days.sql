CREATE TABLE `budgets` (
	`budget_id` text PRIMARY KEY NOT NULL,
	`max_budget_nano` integer,
	`soft_budget_nano` integer,
	`budget_duration` text,
	`tpm_limit` integer,
	`rpm_limit` integer,
	`max_parallel_requests` integer,
	`model_max_budget` text DEFAULT '{}' NOT NULL,
	`extra` text DEFAULT '{}' NOT NULL,
	`created_at_ms` integer NOT NULL,
	`created_by` text,
	`updated_at_ms` integer NOT NULL,
	`updated_by` text
);
--> statement-breakpoint
CREATE TABLE `daily_label_spend` (
	`kind` text NOT NULL,
	`label` text NOT NULL,
	`day` text NOT NULL,
	`key_hash` text NOT NULL,
	`model_group` text NOT NULL,
	`model` text NOT NULL,
	`provider` text NOT NULL,
	`operation` text NOT NULL,
	`requests` integer NOT NULL,
	`failures` integer NOT NULL,
	`input_tokens` integer NOT NULL,
	`output_tokens` integer NOT NULL,
	`cache_read_tokens` integer NOT NULL,
	`cache_write_tokens` integer NOT NULL,
	`cost_nano` integer NOT NULL,
	PRIMARY KEY(`kind`, `label`, `day`, `key_hash`, `model_group`, `model`, `provider`, `operation`)
);
--> statement-breakpoint
CREATE TABLE `daily_spend` (
	`day` text NOT NULL,
	`key_hash` text NOT NULL,
	`model_group` text NOT NULL,
	`model` text NOT NULL,
	`provider` text NOT NULL,
	`operation` text NOT NULL,
	`user_id` text NOT NULL,
	`team_id` text NOT NULL,
	`organization_id` text NOT NULL,
	`deployment_id` text NOT NULL,
	`requests` integer NOT NULL,
	`failures` integer NOT NULL,
	`input_tokens` integer NOT NULL,
	`output_tokens` integer NOT NULL,
	`cache_read_tokens` integer NOT NULL,
	`cache_write_tokens` integer NOT NULL,
	`cost_nano` integer NOT NULL,
	PRIMARY KEY(`day`, `key_hash`, `user_id`, `team_id`, `organization_id`, `deployment_id`, `model_group`, `model`, `provider`, `operation`)
);
--> statement-breakpoint
CREATE INDEX `daily_spend_key` ON `daily_spend` (`key_hash`,`day`);--> statement-breakpoint
CREATE INDEX `daily_spend_user` ON `daily_spend` (`user_id`,`day`);--> statement-breakpoint
CREATE INDEX `daily_spend_team` ON `daily_spend` (`team_id`,`day`);--> statement-breakpoint
CREATE INDEX `daily_spend_organization` ON `daily_spend` (`organization_id`,`day`);--> statement-breakpoint
CREATE TABLE `end_users` (
	`user_id` text PRIMARY KEY NOT NULL,
	`alias` text,
	`budget_id` text,
	`default_model` text,
	`allowed_model_region` text,
	`blocked` integer DEFAULT false NOT NULL,
	`spend_nano` integer DEFAULT 0 NOT NULL,
	`extra` text DEFAULT '{}' NOT NULL,
	`created_at_ms` integer NOT NULL,
	`created_by` text,
	`updated_at_ms` integer NOT NULL,
	`updated_by` text
);
--> statement-breakpoint
CREATE TABLE `ledger_mark` (
	`id` integer PRIMARY KEY NOT NULL,
	`last_rowid` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `organization_members` (
	`organization_id` text NOT NULL,
	`user_id` text NOT NULL,
	`user_role` text,
	`budget_id` text,
	`spend_nano` integer DEFAULT 0 NOT NULL,
	`extra` text DEFAULT '{}' NOT NULL,
	`created_at_ms` integer NOT NULL,
	`created_by` text,
	`updated_at_ms` integer NOT NULL,
	`updated_by` text,
	PRIMARY KEY(`organization_id`, `user_id`)
);
--> statement-breakpoint
CREATE INDEX `organization_members_user` ON `organization_members` (`user_id`);--> statement-breakpoint
CREATE TABLE `organizations` (
	`organization_id` text PRIMARY KEY NOT NULL,
	`organization_alias` text,
	`budget_id` text,
	`models` text DEFAULT '[]' NOT NULL,
	`metadata` text DEFAULT '{}' NOT NULL,
	`spend_nano` integer DEFAULT 0 NOT NULL,
	`extra` text DEFAULT '{}' NOT NULL,
	`created_at_ms` integer NOT NULL,
	`created_by` text,
	`updated_at_ms` integer NOT NULL,
	`updated_by` text
);
--> statement-breakpoint
CREATE TABLE `tags` (
	`tag_name` text PRIMARY KEY NOT NULL,
	`description` text,
	`models` text DEFAULT '[]' NOT NULL,
	`budget_id` text,
	`spend_nano` integer DEFAULT 0 NOT NULL,
	`extra` text DEFAULT '{}' NOT NULL,
	`created_at_ms` integer NOT NULL,
	`created_by` text,
	`updated_at_ms` integer NOT NULL,
	`updated_by` text
);
--> statement-breakpoint
CREATE TABLE `team_members` (
	`team_id` text NOT NULL,
	`user_id` text NOT NULL,
	`role` text NOT NULL,
	`budget_id` text,
	`spend_nano` integer DEFAULT 0 NOT NULL,
	`extra` text DEFAULT '{}' NOT NULL,
	`created_at_ms` integer NOT NULL,
	`created_by` text,
	`updated_at_ms` integer NOT NULL,
	`updated_by` text,
	PRIMARY KEY(`team_id`, `user_id`)
);
--> statement-breakpoint
CREATE INDEX `team_members_user` ON `team_members` (`user_id`);--> statement-breakpoint
CREATE TABLE `teams` (
	`team_id` text PRIMARY KEY NOT NULL,
	`team_alias` text,
	`organization_id` text,
	`models` text DEFAULT '[]' NOT NULL,
	`model_aliases` text DEFAULT '{}' NOT NULL,
	`metadata` text DEFAULT '{}' NOT NULL,
	`blocked` integer DEFAULT false NOT NULL,
	`spend_nano` integer DEFAULT 0 NOT NULL,
	`max_budget_nano` integer,
	`soft_budget_nano` integer,
	`budget_duration` text,
	`tpm_limit` integer,
	`rpm_limit` integer,
	`max_parallel_requests` integer,
	`extra` text DEFAULT '{}' NOT NULL,
	`created_at_ms` integer NOT NULL,
	`created_by` text,
	`updated_at_ms` integer NOT NULL,
	`updated_by` text
);
--> statement-breakpoint
CREATE INDEX `teams_organization` ON `teams` (`organization_id`);--> statement-breakpoint
CREATE TABLE `users` (
	`user_id` text PRIMARY KEY NOT NULL,
	`user_alias` text,
	`user_email` text,
	`user_role` text,
	`organization_id` text,
	`budget_id` text,
	`models` text DEFAULT '[]' NOT NULL,
	`metadata` text DEFAULT '{}' NOT NULL,
	`spend_nano` integer DEFAULT 0 NOT NULL,
	`max_budget_nano` integer,
	`soft_budget_nano` integer,
	`budget_duration` text,
	`tpm_limit` integer,
	`rpm_limit` integer,
	`max_parallel_requests` integer,
	`extra` text DEFAULT '{}' NOT NULL,
	`created_at_ms` integer NOT NULL,
	`created_by` text,
	`updated_at_ms` integer NOT NULL,
	`updated_by` text
);
--> statement-breakpoint
ALTER TABLE `usage_events` ADD `organization_id` text;--> statement-breakpoint
ALTER TABLE `usage_events` ADD `route` text;--> statement-breakpoint
ALTER TABLE `virtual_keys` ADD `organization_id` text;--> statement-breakpoint
ALTER TABLE `virtual_keys` ADD `budget_id` text;--> statement-breakpoint
CREATE INDEX `virtual_keys_user` ON `virtual_keys` (`user_id`);--> statement-breakpoint
CREATE INDEX `virtual_keys_team` ON `virtual_keys` (`team_id`);