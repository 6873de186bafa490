//! Packs and indexes as files: their bytes, their adoption, rebuilding and merging.
