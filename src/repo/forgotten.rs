//! Finds operations that the packs have and the state does not know: an older `state` was put back, or the device lost
//! the newest one. Reads only.

use crate::base::id::{Id, ObjectId};
use crate::base::kind::Kind;
use crate::object::member::read;
use crate::object::merge::orphans;
use crate::object::pack;
use crate::object::store::Store;
use crate::repo::error::RepoError;
use crate::state::operation::Operation;
use crate::storage::traits::Listed;

/// The newest operation in packs that no live index names whose predecessor no live index names either. `None` is the rule.
///
/// What was killed before its swap leaves one operation, made on a state that this repository was in: that is garbage. An
/// operation on top of one that is not known is proof that the state was once further than it is. `oldest` is the number of
/// the oldest operation that is kept: what gc let go of comes before it, and may still be there when gc was killed.
///
/// # Errors
/// The state or the folders cannot be read.
pub fn forgotten(store: &Store, oldest: u64) -> Result<Option<(Id, Operation)>, RepoError> {
    let files = orphans(store)?;
    let operations = files.iter().flat_map(|file| operations(store, file));
    let unknown = |(_, operation): &(Id, Operation)| {
        operation.number > oldest && operation.previous.is_some_and(|id| !store.knows(&id.into()))
    };
    let newest = operations.filter(unknown).max_by_key(|(id, operation)| (operation.number, *id));
    // Other processes may have gone on since the live names were read.
    store.refresh()?;
    Ok(newest.filter(unknown))
}

/// What to say about it.
pub fn message((id, operation): &(Id, Operation)) -> String {
    format!(
        "the packs have operation {} of {}, which the state does not know: an older state was put back, or the device lost \
         the newest one; to go back to it, remove the file state and run: mosaic repair",
        id.short(),
        operation.time
    )
}

/// The sound operations in a pack; none in what cannot be read.
fn operations(store: &Store, file: &Listed) -> Vec<(Id, Operation)> {
    let bytes = pack::name(&file.name).and_then(|_| store.storage().open(&file.name).ok()?.map().ok());
    let Some(bytes) = bytes else { return Vec::new() };
    let bytes: &[u8] = (*bytes).as_ref();
    let (mut found, mut plain) = (Vec::new(), Vec::new());
    for (header, offset) in pack::walk_bytes(bytes).map_while(Result::ok) {
        let ObjectId::Own(id) = header.id else { continue };
        let member = &bytes[offset as usize..][..header.member_len as usize];
        if header.kind == Kind::Operation && read(member, header.kind, &header.id, &mut plain) {
            found.extend(Operation::decode(&plain).ok().map(|operation| (id, operation)));
        }
    }
    found
}
