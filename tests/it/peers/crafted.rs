//! Commits that no honest program makes: every object in them has the id of its bytes, and what they say together is wrong.

use mosaic::archive::attachment::Attachment;
use mosaic::archive::manifest::read_parts;
use mosaic::archive::shards::read_shards;
use mosaic::archive::table::own;
use mosaic::base::id::{GitId, Id, ObjectId};
use mosaic::base::key::SecretKey;
use mosaic::base::kind::Kind;
use mosaic::object::git::{Commit, Identity, Mode, Tree, TreeEntry};
use mosaic::object::run::Run;
use mosaic::object::signature::sign;
use mosaic::object::traits::{Sink, Source};
use mosaic::repo::current::move_name;
use mosaic::repo::record::Version;
use mosaic::state::operation::root;

use super::village::{HEAD, Home, action};

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// The commit has no signature.
    Unsigned,
    /// The signature is that of another commit.
    OtherSignature,
    /// The commit's tree has a tree.
    NestedTree,
    /// A blob of the tree is nowhere.
    NoBlob,
    /// A parent is nowhere.
    NoParent,
    /// What should name the archive is no such text.
    NoSummary,
    /// The commit gives other totals than its archive.
    OtherSummary,
    /// The attachment is on nobody's disk.
    NoAttachment,
    /// The attachment is no attachment.
    NotAnAttachment,
    /// The totals of the attachment are beyond everything.
    EndlessTotals,
    /// The attachment says that there is one file more.
    OneFileMore,
    /// The table of shards ends in the middle of a row.
    CutTable,
    /// The shard gives its chunks other lengths than they have, which add up.
    ShardLengths,
    /// The shard has a chunk that is nowhere.
    NoChunk,
    /// The manifest has a path that leads out of the tree.
    PathOutside,
    /// The manifest's rows are out of order.
    RowsOutOfOrder,
}

impl Flaw {
    /// All of them.
    pub const ALL: [Self; 16] = [
        Self::Unsigned,
        Self::OtherSignature,
        Self::NestedTree,
        Self::NoBlob,
        Self::NoParent,
        Self::NoSummary,
        Self::OtherSummary,
        Self::NoAttachment,
        Self::NotAnAttachment,
        Self::EndlessTotals,
        Self::OneFileMore,
        Self::CutTable,
        Self::ShardLengths,
        Self::NoChunk,
        Self::PathOutside,
        Self::RowsOutOfOrder,
    ];
}

/// Makes a commit with this flaw on top of the own head, and lets the head be there.
pub fn craft(home: &Home, flaw: Flaw) -> GitId {
    let repository = home.open();
    let action = action();
    let current = repository.current().unwrap();
    let old = home.head().unwrap();
    let version = Version::load(repository.source(), old).unwrap();
    let writing = repository.begin(&action, false).unwrap();
    let run = &writing.run;
    let attachment = Attachment::load(run, &version.summary.attachment).unwrap();
    let attachment = flawed_attachment(run, attachment, flaw);
    let id = match flaw {
        Flaw::NoAttachment => Id::of(b"nowhere"),
        Flaw::NotAnAttachment => write(run, Kind::Attachment, b"nothing"),
        _ => write(run, Kind::Attachment, &attachment.encode()),
    };
    let tree = flawed_tree(run, &attachment, id, flaw);
    let id = flawed_commit(run, tree, &version.commit, &repository.key().unwrap(), (old, flaw));
    let change = move_name(root::HEADS, HEAD, Some(old), Some(id));
    repository.publish(&action, writing, &current, &[change]).unwrap();
    id
}

fn write(run: &Run, kind: Kind, plain: &[u8]) -> Id {
    own(run.write(kind, plain).unwrap().0)
}

fn flawed_attachment(run: &Run, mut attachment: Attachment, flaw: Flaw) -> Attachment {
    match flaw {
        Flaw::EndlessTotals => {
            (attachment.tar_len, attachment.entries, attachment.bytes) = (u64::MAX, u64::MAX, u64::MAX);
            (attachment.chunks, attachment.shards) = (u64::MAX, u64::MAX);
        }
        Flaw::OneFileMore => attachment.files += 1,
        Flaw::CutTable => {
            let mut table = run.plain(Kind::Table, &attachment.shard_table[0].into()).unwrap();
            table.pop();
            attachment.shard_table = vec![write(run, Kind::Table, &table)];
        }
        Flaw::ShardLengths | Flaw::NoChunk => flaw_shard(run, &mut attachment, flaw),
        Flaw::PathOutside | Flaw::RowsOutOfOrder => flaw_manifest(run, &mut attachment, flaw),
        _ => {}
    }
    attachment
}

/// A row of a shard: 32 bytes of id, 4 of length.
const ROW: usize = 36;

fn flaw_shard(run: &Run, attachment: &mut Attachment, flaw: Flaw) {
    let shard = read_shards(run, attachment).unwrap()[0];
    let mut list = run.plain(Kind::Shard, &shard.id.into()).unwrap();
    if flaw == Flaw::NoChunk {
        list[..32].copy_from_slice(&[7; 32]);
    } else {
        for (row, add) in [(0, 1), (1, u32::MAX)] {
            let at = row * ROW + 32;
            let len = u32::from_le_bytes(list[at..at + 4].try_into().unwrap());
            list[at..at + 4].copy_from_slice(&len.wrapping_add(add).to_le_bytes());
        }
    }
    let id = write(run, Kind::Shard, &list);
    let mut table = run.plain(Kind::Table, &attachment.shard_table[0].into()).unwrap();
    table[..32].copy_from_slice(id.as_bytes());
    attachment.shard_table = vec![write(run, Kind::Table, &table)];
}

fn flaw_manifest(run: &Run, attachment: &mut Attachment, flaw: Flaw) {
    let part = read_parts(run, attachment).unwrap().swap_remove(0);
    let mut rows = run.plain(Kind::Manifest, &part.id.into()).unwrap();
    let (from, to): (&[u8], &[u8]) = match flaw {
        Flaw::PathOutside => (b"f1/", b"../"),
        _ => (b"f1/", b"a1/"),
    };
    let at = rows.windows(from.len()).position(|found| found == from).unwrap();
    rows[at..at + to.len()].copy_from_slice(to);
    let id = write(run, Kind::Manifest, &rows);
    let mut table = run.plain(Kind::Table, &attachment.manifest_table[0].into()).unwrap();
    table[..32].copy_from_slice(id.as_bytes());
    attachment.manifest_table = vec![write(run, Kind::Table, &table)];
}

fn flawed_tree(run: &Run, attachment: &Attachment, id: Id, flaw: Flaw) -> GitId {
    let Attachment { entries, mut files, bytes, .. } = *attachment;
    files += u64::from(flaw == Flaw::OtherSummary);
    let text = match flaw {
        Flaw::NoSummary => "mosaic attachment 2\n".to_owned(),
        _ => format!("mosaic attachment 1\nattachment {id}\nentries {entries}\nfiles {files}\nbytes {bytes}\n"),
    };
    let blob = |content: &[u8]| match run.write(Kind::Blob, content).unwrap().0 {
        ObjectId::Git(id) => id,
        ObjectId::Own(_) => unreachable!("a blob has a name of git's"),
    };
    let mut entries = vec![TreeEntry { mode: Mode::File, name: b"attachment".to_vec(), id: blob(text.as_bytes()) }];
    match flaw {
        Flaw::NestedTree => {
            let inner = Tree::new(Vec::new()).unwrap().encode();
            run.write(Kind::Tree, &inner).unwrap();
            entries.push(TreeEntry { mode: Mode::Tree, name: b"b".to_vec(), id: GitId::of("tree", &inner) });
        }
        Flaw::NoBlob => {
            entries.push(TreeEntry { mode: Mode::File, name: b"b".to_vec(), id: GitId::from_bytes([5; 32]) });
        }
        _ => {}
    }
    let tree = Tree::new(entries).unwrap().encode();
    run.write(Kind::Tree, &tree).unwrap();
    GitId::of("tree", &tree)
}

fn flawed_commit(run: &Run, tree: GitId, before: &Commit, key: &SecretKey, (old, flaw): (GitId, Flaw)) -> GitId {
    let author = Identity::new("A", "a@b", 1_700_000_000, 0);
    let parent = if flaw == Flaw::NoParent { GitId::from_bytes([6; 32]) } else { old };
    let mut commit = Commit {
        tree,
        parents: vec![parent],
        author: author.clone(),
        committer: author,
        extra: Vec::new(),
        signature: None,
        message: format!("{flaw:?}\n"),
    };
    commit.signature = match flaw {
        Flaw::Unsigned => None,
        Flaw::OtherSignature => before.signature.clone(),
        _ => Some(sign(key, &commit.payload())),
    };
    let body = commit.encode();
    run.write(Kind::Commit, &body).unwrap();
    GitId::of("commit", &body)
}
