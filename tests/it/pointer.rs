//! The file `state`: accepted only as it is written, published under its name.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use mosaic::base::id::Id;
use mosaic::base::limit::MAX_POINTER;
use mosaic::state::error::StateError;
use mosaic::state::pointer::{NAME, Pointer};
use mosaic::storage::error::StorageError;
use mosaic::storage::traits::{Access, Bytes, Handle, Identity, Listed, Lock, Placement, Publication, Staged, Storage};

fn id(text: &str) -> Id {
    Id::of(text.as_bytes())
}

fn pointer() -> Pointer {
    Pointer { operation: Some(id("newest")), indexes: [id("one"), id("two"), id("three")].into() }
}

/// The lines with a checksum that fits them.
fn summed(lines: &str) -> Vec<u8> {
    format!("{lines}blake3 {}\n", id(lines)).into_bytes()
}

#[test]
fn a_pointer_comes_back_as_it_was_and_is_frozen() {
    for pointer in [pointer(), Pointer::default()] {
        assert_eq!(Pointer::decode(&pointer.encode()).unwrap(), pointer);
    }
    let page = include_str!("../../docs/format/state.md");
    assert!(page.contains(std::str::from_utf8(&pointer().encode()).unwrap()));
}

#[test]
fn a_pointer_cut_or_flipped_anywhere_is_refused() {
    let good = pointer().encode();
    for at in 0..good.len() {
        assert!(Pointer::decode(&good[..at]).is_err(), "cut at {at}");
        for flip in 1..=255 {
            let mut bad = good.clone();
            bad[at] ^= flip;
            assert!(Pointer::decode(&bad).is_err(), "flipped at {at}");
        }
    }
}

#[test]
fn pointers_that_would_not_be_written_are_refused_though_their_sum_is_right() {
    let (a, b) = (id("a").min(id("b")), id("a").max(id("b")));
    assert!(Pointer::decode(&summed(&format!("mosaic state 1\nindex {a}\nindex {b}\n"))).is_ok());
    let upper = a.to_string().to_uppercase();
    for lines in [
        String::new(),
        "mosaic state 2\n".into(),
        "mosaic state 1\r\n".into(),
        "mosaic state 1\n\n".into(),
        format!("mosaic state 1\nindex {b}\nindex {a}\n"),
        format!("mosaic state 1\nindex {a}\nindex {a}\n"),
        format!("mosaic state 1\nindex {a}\noperation {a}\n"),
        format!("mosaic state 1\noperation {a}\noperation {b}\n"),
        format!("mosaic state 1\nindex {upper}\n"),
        format!("mosaic state 1\nindex  {a}\n"),
        format!("mosaic state 1\nindex {a} \n"),
        format!("mosaic state 1\nindex {a}\r\n"),
        "mosaic state 1\nindex abcd\n".into(),
        format!("mosaic state 1\nnothing {a}\n"),
        format!("mosaic state 1\nblake3 {a}\n"),
        "mosaic state 1\nindex\n".into(),
    ] {
        assert!(Pointer::decode(&summed(&lines)).is_err(), "{lines:?}");
    }
    let good = pointer().encode();
    assert!(Pointer::decode(&[&good[..], b"\n"].concat()).is_err());
    assert!(Pointer::decode(&[&good[..], &good[..]].concat()).is_err());
    assert!(Pointer::decode(&good[..good.len() - 1]).is_err());
    assert!(Pointer::decode(&[0xff; 100]).is_err());
}

/// As much of a storage as the pointer needs.
#[derive(Clone, Default)]
struct Files(Arc<Mutex<HashMap<String, Vec<u8>>>>);

struct Staging(String, Files);

struct Open(Vec<u8>);

fn gone(name: &str) -> StorageError {
    StorageError::NotFound { name: name.into() }
}

impl Handle for Open {
    fn len(&self) -> u64 {
        self.0.len() as u64
    }
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> Result<(), StorageError> {
        let from = offset as usize;
        buffer.copy_from_slice(self.0.get(from..from + buffer.len()).ok_or_else(|| gone("the end"))?);
        Ok(())
    }
    fn map(&self) -> Result<Bytes, StorageError> {
        Ok(Arc::new(self.0.clone()))
    }
}

impl Staged for Staging {
    fn sync(&mut self) -> Result<(), StorageError> {
        Ok(())
    }

    fn name(&self) -> &str {
        &self.0
    }
    fn len(&self) -> u64 {
        self.1.0.lock().unwrap()[&self.0].len() as u64
    }
    fn write(&mut self, bytes: &[u8]) -> Result<(), StorageError> {
        self.1.0.lock().unwrap().get_mut(&self.0).ok_or_else(|| gone(&self.0))?.extend_from_slice(bytes);
        Ok(())
    }
    fn read_at(&self, _: &mut [u8], _: u64) -> Result<(), StorageError> {
        Err(gone(&self.0))
    }
    fn truncate(&mut self, _: u64) -> Result<(), StorageError> {
        Err(gone(&self.0))
    }
}

impl Storage for Files {
    fn open(&self, name: &str) -> Result<Arc<dyn Handle>, StorageError> {
        let bytes = self.0.lock().unwrap().get(name).cloned().ok_or_else(|| gone(name))?;
        Ok(Arc::new(Open(bytes)))
    }
    fn open_secret(&self, name: &str) -> Result<Vec<u8>, StorageError> {
        Err(gone(name))
    }
    fn list(&self, _: &str) -> Result<Vec<Listed>, StorageError> {
        Ok(Vec::new())
    }
    fn create(&self, name: &str) -> Result<Box<dyn Staged>, StorageError> {
        let name = format!("incoming/{name}");
        self.0.lock().unwrap().insert(name.clone(), Vec::new());
        Ok(Box::new(Staging(name, self.clone())))
    }
    fn adopt(&self, _: &str) -> Result<Option<Box<dyn Staged>>, StorageError> {
        Ok(None)
    }
    fn publish(&self, files: Vec<Publication>) -> Result<(), StorageError> {
        let mut all = self.0.lock().unwrap();
        for file in files {
            let bytes = all.remove(file.staged.name()).ok_or_else(|| gone(&file.name))?;
            all.insert(file.name, bytes);
        }
        Ok(())
    }
    fn append(&self, name: &str, _: u64, _: &[u8]) -> Result<(), StorageError> {
        Err(gone(name))
    }
    fn overwrite(&self, name: &str, _: u64, _: &[u8]) -> Result<(), StorageError> {
        Err(gone(name))
    }
    fn identity(&self, _: &str) -> Result<Option<Identity>, StorageError> {
        Ok(None)
    }
    fn remove(&self, name: &str) -> Result<(), StorageError> {
        self.0.lock().unwrap().remove(name);
        Ok(())
    }
    fn lock(&self, name: &str, _: Access, _: Duration, _: &str) -> Result<Box<dyn Lock>, StorageError> {
        Err(gone(name))
    }
}

#[test]
fn a_pointer_is_published_under_its_name_and_read_again() {
    let files = Files::default();
    assert!(Pointer::read(&files).unwrap().is_none());
    for wanted in [Pointer::default(), pointer()] {
        let publication = wanted.publication(&files, "unique").unwrap();
        assert_eq!((publication.name.as_str(), publication.placement), (NAME, Placement::Replace));
        files.publish(vec![publication]).unwrap();
        assert_eq!(Pointer::read(&files).unwrap(), Some(wanted));
    }
    assert_eq!(files.0.lock().unwrap().len(), 1);
    for bytes in [Vec::new(), vec![b'x'; MAX_POINTER as usize + 1]] {
        files.0.lock().unwrap().insert(NAME.into(), bytes);
        assert!(matches!(Pointer::read(&files), Err(StateError::Malformed { .. })));
    }
}

#[test]
fn no_pointer_is_written_that_could_not_be_read_again() {
    let many = Pointer { operation: None, indexes: (0..20_000).map(|n| id(&n.to_string())).collect() };
    assert!(matches!(many.publication(&Files::default(), "u"), Err(StateError::Malformed { .. })));
}
