//! The certificate that a repository made for itself, and its key: the file `tls.pem`, readable by its owner alone. It is
//! kept, because others know the repository by it.

use crate::repo::action::Action;
use crate::repo::error::RepoError;
use crate::repo::repository::Repository;
use crate::storage::error::StorageError;
use crate::storage::traits::{Placement, Publication};

/// Name of the file below `.mosaic`.
pub const CERTIFICATE: &str = "tls.pem";

impl Repository {
    /// The certificate and its key in PEM: those that were kept, or else those that `make` makes, which are kept.
    ///
    /// # Errors
    /// The file cannot be read or written, or others can read it; `make` failed.
    pub fn certificate<E: From<RepoError>>(
        &self,
        action: &Action<'_>,
        make: impl FnOnce() -> Result<String, E>,
    ) -> Result<String, E> {
        let storage = self.storage();
        match storage.open_secret(CERTIFICATE) {
            Ok(bytes) => Ok(String::from_utf8_lossy(&bytes).into_owned()),
            Err(StorageError::NotFound { .. }) => {
                let text = make()?;
                let keep = || {
                    let mut staged = storage.create(&format!("{}.key", action.unique()))?;
                    staged.write(text.as_bytes())?;
                    let (name, placement) = (CERTIFICATE.to_owned(), Placement::Secret);
                    storage.publish(vec![Publication { staged, name, placement }])
                };
                keep().map_err(RepoError::from)?;
                Ok(text)
            }
            Err(error) => Err(RepoError::from(error).into()),
        }
    }
}
