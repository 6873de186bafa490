//! The façade over `.mosaic`, one operation per file. Must not name HTTP, read a clock or print.

pub mod error;
pub mod quantity;
pub mod setting;
pub mod config;

pub mod name;
pub mod format;
pub mod action;
pub mod genesis;
pub mod current;
pub mod repository;
pub mod swap;
pub mod maintain;
pub mod transact;
pub mod selection;
pub mod disk;
pub mod staging;
pub mod restage;
pub mod add;
pub mod record;
pub mod revision;
pub mod init;
pub mod commit;
pub mod compare;
pub mod extract;
pub mod reconcile;
pub mod checkout;
pub mod foreign;
pub mod restore;
pub mod visit;
pub mod survey;
pub mod reach;
pub mod trace;
pub mod position;
pub mod fsck;
pub mod undo;
