//! scratch
#![allow(clippy::unwrap_used, dead_code, unused)]
#[path = "../it/agreement/mod.rs"]
mod agreement;
#[path = "../it/sandbox.rs"]
mod sandbox;
#[path = "../it/tools.rs"]
mod tools;
mod sessions {
    #[path = "/work/wt/votes/tests/it/sessions/serving.rs"]
    pub mod serving;
}
mod peers {
    #[path = "/work/wt/votes/tests/it/peers/village.rs"]
    pub mod village;
}
mod power_cut {
    pub fn digest(storage: &mosaic::storage::memory::MemoryStorage) -> mosaic::base::id::Id {
        use mosaic::storage::traits::Storage;
        let mut hasher = blake3::Hasher::new();
        for folder in ["", "packs", "incoming", "strands"] {
            for listed in storage.list(folder).unwrap_or_default() {
                hasher.update(listed.name.as_bytes()).update(&[0]).update(&listed.len.to_le_bytes());
                hasher.update((*storage.open(&listed.name).unwrap().map().unwrap()).as_ref());
            }
        }
        mosaic::base::id::Id::from_bytes(*hasher.finalize().as_bytes())
    }
}
