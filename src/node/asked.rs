//! The objects of a peer as a source: one question for each. For repairs, where few objects are wanted.

use crate::base::id::ObjectId;
use crate::base::kind::Kind;
use crate::node::error::{Code, NodeError};
use crate::node::remote::{Peer, ask};
use crate::node::wire::{Request, Response};
use crate::object::error::ObjectError;
use crate::object::member::Member;
use crate::object::traits::Source;
use crate::storage::error::StorageError;

type Result<T> = std::result::Result<T, ObjectError>;

/// A peer's objects.
pub struct Asked(pub Peer);

impl Asked {
    fn failed(&self, error: &NodeError) -> ObjectError {
        StorageError::io(self.0.name(), std::io::Error::other(error.to_string())).into()
    }
}

impl Source for Asked {
    fn has(&self, id: &ObjectId) -> Result<bool> {
        match ask(&*self.0, &Request::Have { ids: vec![*id.as_bytes()] }) {
            Ok(Response::Have(there)) => Ok(there == [true]),
            Ok(_) => Ok(false),
            Err(error) => Err(self.failed(&error)),
        }
    }

    fn get(&self, id: &ObjectId) -> Result<Member> {
        let mut found = None;
        let got = self.0.get(&[*id.as_bytes()], &mut |member| {
            found = Some(member);
            Ok(())
        });
        match got {
            Err(NodeError::Refused { refusal, .. }) if refusal.code == Code::NotFound => {}
            Err(error) => return Err(self.failed(&error)),
            Ok(()) => {}
        }
        found.filter(|member| member.header().id == *id).ok_or(ObjectError::Missing(*id))
    }

    fn read(&self, kind: Kind, id: &ObjectId, plain: &mut Vec<u8>) -> Result<()> {
        self.get(id)?.read(kind, id, plain)
    }
}
