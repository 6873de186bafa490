//! Which form a file has. Must not know what is in it.

use crate::strand::error::StrandError;
use crate::strand::exchange::document::Document;
use crate::strand::exchange::{cbor, json, protobuf};

/// A form of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Canonical CBOR.
    Cbor,
    /// JSON.
    Json,
    /// Protocol buffers, as in `docs/tapestry.proto`.
    Protobuf,
}

impl Form {
    /// The bytes of a file of this form.
    pub fn encode(self, document: &Document) -> Vec<u8> {
        match self {
            Self::Cbor => cbor::encode(document),
            Self::Json => json::encode(document),
            Self::Protobuf => protobuf::encode(document),
        }
    }

    /// Reads a file, whose first byte tells its form.
    ///
    /// # Errors
    /// It is in none of the forms, of another version, or has strands that could not be signed.
    pub fn decode(bytes: &[u8]) -> Result<Document, StrandError> {
        match bytes.iter().find(|byte| !byte.is_ascii_whitespace()) {
            Some(b'{') => json::decode(bytes),
            Some(0x80..=0x9f) => cbor::decode(bytes),
            _ => protobuf::decode(bytes),
        }
    }
}
