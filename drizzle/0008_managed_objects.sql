CREATE TABLE `managed_objects` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`owner` text NOT NULL,
	`key_hash` text NOT NULL,
	`user_id` text,
	`team_id` text,
	`organization_id` text,
	`model` text NOT NULL,
	`deployment_id` text NOT NULL,
	`upstream_id` text NOT NULL,
	`parent_id` text,
	`body` text DEFAULT '{}' NOT NULL,
	`created_at_ms` integer NOT NULL,
	`updated_at_ms` integer NOT NULL,
	`due_at_ms` integer
);
--> statement-breakpoint
CREATE INDEX `managed_objects_owner` ON `managed_objects` (`owner`,`kind`,`created_at_ms`);--> statement-breakpoint
CREATE INDEX `managed_objects_upstream` ON `managed_objects` (`upstream_id`,`deployment_id`);--> statement-breakpoint
CREATE INDEX `managed_objects_due` ON `managed_objects` (`due_at_ms`) WHERE "managed_objects"."due_at_ms" is not null;--> statement-breakpoint
CREATE TABLE `stored_response_parts` (
	`response_id` text NOT NULL,
	`part` text NOT NULL,
	`position` integer NOT NULL,
	`text` text NOT NULL,
	PRIMARY KEY(`response_id`, `part`, `position`)
);
--> statement-breakpoint
CREATE TABLE `stored_responses` (
	`id` text PRIMARY KEY NOT NULL,
	`owner` text NOT NULL,
	`key_hash` text NOT NULL,
	`model` text NOT NULL,
	`previous_id` text,
	`status` text NOT NULL,
	`created_at_ms` integer NOT NULL,
	`expires_at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `stored_responses_expiry` ON `stored_responses` (`expires_at_ms`);--> statement-breakpoint
ALTER TABLE `usage_events` ADD `characters` integer;--> statement-breakpoint
ALTER TABLE `usage_events` ADD `media_ms` integer;--> statement-breakpoint
ALTER TABLE `usage_events` ADD `pages` integer;