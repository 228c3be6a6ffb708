ALTER TABLE `end_users` ADD `spend_set_at_ms` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `organization_members` ADD `spend_set_at_ms` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `organizations` ADD `spend_set_at_ms` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `tags` ADD `spend_set_at_ms` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `team_members` ADD `spend_set_at_ms` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `teams` ADD `spend_set_at_ms` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `users` ADD `spend_set_at_ms` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `virtual_keys` ADD `spend_set_at_ms` integer DEFAULT 0 NOT NULL;