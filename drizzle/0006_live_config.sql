CREATE TABLE `access_groups` (
	`access_group` text PRIMARY KEY NOT NULL,
	`models` text DEFAULT '[]' NOT NULL,
	`extra` text DEFAULT '{}' NOT NULL,
	`created_at_ms` integer NOT NULL,
	`created_by` text,
	`updated_at_ms` integer NOT NULL,
	`updated_by` text
);
--> statement-breakpoint
CREATE TABLE `credentials` (
	`credential_name` text PRIMARY KEY NOT NULL,
	`credential_values` text DEFAULT '{}' NOT NULL,
	`sealed` text,
	`info` text DEFAULT '{}' NOT NULL,
	`extra` text DEFAULT '{}' NOT NULL,
	`created_at_ms` integer NOT NULL,
	`created_by` text,
	`updated_at_ms` integer NOT NULL,
	`updated_by` text
);
--> statement-breakpoint
CREATE TABLE `models` (
	`model_id` text PRIMARY KEY NOT NULL,
	`model_name` text NOT NULL,
	`params` text DEFAULT '{}' NOT NULL,
	`sealed` text,
	`info` text DEFAULT '{}' NOT NULL,
	`extra` text DEFAULT '{}' NOT NULL,
	`created_at_ms` integer NOT NULL,
	`created_by` text,
	`updated_at_ms` integer NOT NULL,
	`updated_by` text
);
--> statement-breakpoint
CREATE TABLE `settings` (
	`section` text PRIMARY KEY NOT NULL,
	`value` text DEFAULT '{}' NOT NULL,
	`extra` text DEFAULT '{}' NOT NULL,
	`created_at_ms` integer NOT NULL,
	`created_by` text,
	`updated_at_ms` integer NOT NULL,
	`updated_by` text
);
--> statement-breakpoint
CREATE TABLE `live_version` (
	`id` integer PRIMARY KEY NOT NULL,
	`version` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `price_overrides` (
	`model` text PRIMARY KEY NOT NULL,
	`prices` text DEFAULT '{}' NOT NULL,
	`extra` text DEFAULT '{}' NOT NULL,
	`created_at_ms` integer NOT NULL,
	`created_by` text,
	`updated_at_ms` integer NOT NULL,
	`updated_by` text
);
--> statement-breakpoint
ALTER TABLE `virtual_keys` ADD `secret_hash` text;--> statement-breakpoint
ALTER TABLE `virtual_keys` ADD `previous_hash` text;--> statement-breakpoint
ALTER TABLE `virtual_keys` ADD `previous_until_ms` integer;--> statement-breakpoint
CREATE UNIQUE INDEX `virtual_keys_secret` ON `virtual_keys` (`secret_hash`) WHERE "virtual_keys"."secret_hash" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX `virtual_keys_previous` ON `virtual_keys` (`previous_hash`) WHERE "virtual_keys"."previous_hash" is not null;