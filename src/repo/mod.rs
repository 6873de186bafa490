//! The façade over `.mosaic`, one operation per file. Must not name HTTP, read a clock or print.

pub mod error;
pub mod quantity;
pub mod setting;

pub mod config;
