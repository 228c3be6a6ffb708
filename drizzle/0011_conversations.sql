CREATE TABLE `conversation_items` (
	`conversation_id` text NOT NULL,
	`position` integer NOT NULL,
	`piece` integer NOT NULL,
	`item_id` text NOT NULL,
	`text` text NOT NULL,
	`chars` integer NOT NULL,
	PRIMARY KEY(`conversation_id`, `position`, `piece`)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `conversation_items_item` ON `conversation_items` (`item_id`,`conversation_id`,`piece`);--> statement-breakpoint
CREATE TABLE `conversations` (
	`id` text PRIMARY KEY NOT NULL,
	`owner` text NOT NULL,
	`key_hash` text NOT NULL,
	`metadata` text NOT NULL,
	`next_position` integer NOT NULL,
	`chars` integer NOT NULL,
	`created_at_ms` integer NOT NULL,
	`expires_at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `conversations_expiry` ON `conversations` (`expires_at_ms`);