//! Checks the commits of heads back to the first: that each is there, is signed, and names an archive that is there.
//! Reads no chunks: that is `fsck`.

use std::collections::HashSet;

use crate::archive::attachment::Attachment;
use crate::base::id::GitId;
use crate::base::monitor::Monitor;
use crate::object::error::ObjectError;
use crate::object::traits::Source;
use crate::repo::error::RepoError;
use crate::repo::record::{Signature, Version};

/// What is wrong with a commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// The commit.
    pub commit: GitId,
    /// What is wrong, in words.
    pub why: String,
}

/// What was checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// Commits that were looked at.
    pub commits: u64,
    /// What is wrong with them.
    pub flaws: Vec<Flaw>,
}

/// Checks all commits that `tips` are built on, and themselves. Archives in `absent` may be missing.
///
/// # Errors
/// The storage failed, or the user stopped the work; what is missing, damaged or malformed is a flaw.
pub fn check(
    source: &dyn Source,
    tips: impl IntoIterator<Item = GitId>,
    absent: &HashSet<[u8; 32]>,
    monitor: &dyn Monitor,
) -> Result<Checked, RepoError> {
    let mut checked = Checked::default();
    let mut waiting: Vec<GitId> = tips.into_iter().collect();
    let mut seen: HashSet<GitId> = waiting.iter().copied().collect();
    while let Some(commit) = waiting.pop() {
        if monitor.cancelled() {
            return Err(ObjectError::Cancelled.into());
        }
        checked.commits += 1;
        let mut flaw = |why: String| checked.flaws.push(Flaw { commit, why });
        let version = match Version::load(source, commit) {
            Ok(version) => version,
            Err(error @ RepoError::Storage(_)) => return Err(error),
            Err(error) => {
                flaw(error.to_string());
                continue;
            }
        };
        match version.signature() {
            Signature::Good(_) => {}
            Signature::Bad => flaw("its signature does not verify".into()),
            Signature::Missing => flaw("it is not signed".into()),
        }
        match Attachment::load(source, &version.summary.attachment).map_err(RepoError::from) {
            Ok(attachment) => {
                let told = (version.summary.entries, version.summary.files, version.summary.bytes);
                if told != (attachment.entries, attachment.files, attachment.bytes) {
                    flaw("its totals are not those of its archive".into());
                }
            }
            Err(error @ RepoError::Storage(_)) => return Err(error),
            Err(_) if absent.contains(version.summary.attachment.as_bytes()) => {}
            Err(error) => flaw(error.to_string()),
        }
        waiting.extend(version.commit.parents.iter().filter(|parent| seen.insert(**parent)));
    }
    Ok(checked)
}
