//! A tapestry as a file, in three forms: CBOR, protobuf, JSON. What is signed is always the CBOR of each strand; the other
//! forms have its fields, and whoever reads them makes the same bytes again, or refuses.

pub mod document;
pub mod cbor;
pub mod json;
pub mod protobuf;
pub mod form;
