//! Where the corpora of the fuzz targets begin: real objects, files and texts, made by the program itself. Written into
//! `fuzz/corpus` with `MOSAIC_BLESS=1`, compared with it otherwise.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use mosaic::archive::attachment::Attachment;
use mosaic::archive::manifest::encode_row;
use mosaic::archive::row::{EntryKind, Row};
use mosaic::archive::tar_header::{entry_len, write_header};
use mosaic::base::cbor::Item;
use mosaic::base::id::{GitId, Id};
use mosaic::base::key::SecretKey;
use mosaic::base::kind::Kind;
use mosaic::base::monitor::Silent;
use mosaic::base::path::TreePath;
use mosaic::base::time::Timestamp;
use mosaic::object::git::{Commit, Identity, Mode, Tree, TreeEntry};
use mosaic::object::member::Member;
use mosaic::object::memory::MemoryObjects;
use mosaic::object::rebuild::rebuild;
use mosaic::object::signature::sign;
use mosaic::object::traits::Source;
use mosaic::object::{index, pack};
use mosaic::repo::absent::Absence;
use mosaic::repo::genesis::{Genesis, Policy};
use mosaic::repo::knots::newest_value;
use mosaic::repo::logs::{encode_behind, encode_cut};
use mosaic::state::hamt::Hamt;
use mosaic::state::operation::{Operation, root};
use mosaic::state::pointer::Pointer;
use mosaic::storage::memory::MemoryStorage;
use mosaic::storage::traits::Storage;
use mosaic::strand::accept::Known;
use mosaic::strand::evidence::Proof;
use mosaic::strand::exchange::document::Document;
use mosaic::strand::exchange::form::Form;
use mosaic::strand::feed::Feed;
use mosaic::strand::fold::Cut;
use mosaic::strand::invite::{Offer, Token};
use mosaic::strand::kinds::evidence;
use mosaic::strand::kinds::online::Online;
use mosaic::strand::knot::{self, Knot};
use mosaic::strand::tapestry::Author;
use mosaic::strand::view::Value;
use mosaic::worktree::statcache::{CacheRow, CacheWriter, NAME};

use crate::agree::forms::{proofs, samples};
use crate::decoders::input::joined;
use crate::decoders::packs::{get, put};
use crate::strand_model::{Hand, community_id, place};

/// Target and input.
pub type Seeds = Vec<(&'static str, Vec<u8>)>;

/// All of them; of one target in a fixed order.
pub fn seeds() -> Seeds {
    let mut seeds = Seeds::new();
    for part in [records, commits, maps, packs, indexes, tables, archives, texts, shown, strands, heads] {
        part(&mut seeds);
    }
    seeds
}

fn key() -> SecretKey {
    SecretKey::from_seed([7; 32])
}

fn records(seeds: &mut Seeds) {
    let items = vec![
        Item::int(-1),
        u64::MAX.into(),
        "text".into(),
        b"bytes".as_slice().into(),
        Item::Array(vec![Item::Array(Vec::new())]),
        Item::int(i64::MIN),
    ];
    seeds.push(("cbor", Item::Array(items).encode()));
    seeds.push(("cbor", Item::Array((0..40).map(Item::from).collect()).encode()));
    // Another form of 0, a map, a float, an array without a length.
    for other in
        [&b"\x18\0"[..], b"\xa1\x01\x02", b"\xf9\0\0", b"\x9f\x01\xff", b"\x9b\xff\xff\xff\xff\xff\xff\xff\xff"]
    {
        seeds.push(("cbor", other.to_vec()));
    }
    let time = Timestamp { seconds: 1_700_000_000, nanos: 5 };
    let mut genesis = Genesis {
        name: "a community".to_owned(),
        creator: key().public(),
        time: Timestamp::from_seconds(-1),
        nonce: [9; 16],
        policy: Policy::new(true),
    };
    seeds.push(("genesis", genesis.encode()));
    genesis.policy = Policy { quorum: "byzantine".to_owned(), ..Policy::new(false) };
    seeds.push(("genesis", genesis.encode()));
    seeds.push(("absence", Absence { reason: "dropped".to_owned(), time }.encode()));
    let ids: Vec<Id> = (0u8..3).map(|number| Id::of(&[number])).collect();
    let (shard_table, manifest_table) = (ids[..1].to_vec(), ids[1..].to_vec());
    let attachment =
        Attachment { tar_len: 3072, entries: 2, files: 1, bytes: 5, chunks: 1, shards: 1, shard_table, manifest_table };
    seeds.push(("attachment", attachment.encode()));
    seeds.push(("attachment", Attachment::default().encode()));
    let roots = [(root::HEADS.to_owned(), ids[0]), (root::STAGE.to_owned(), ids[1])].into();
    let first = Operation::next(None, time, "init", roots);
    let second = Operation::next(Some(&(ids[2], first.clone())), Timestamp::default(), "add -A", first.roots.clone());
    seeds.extend([first, second].map(|operation| ("operation", operation.encode())));
    let pointer = Pointer { operation: Some(ids[0]), indexes: ids[1..].iter().copied().collect() };
    for pointer in [pointer, Pointer::default()] {
        let bytes = pointer.encode();
        let without_sum = bytes[..bytes.len() - 72].to_vec();
        seeds.extend([bytes, without_sum].map(|bytes| ("pointer", bytes)));
    }
}

fn commits(seeds: &mut Seeds) {
    let entry = |mode, name: &[u8]| TreeEntry { mode, name: name.to_vec(), id: GitId::of("blob", name) };
    let entries = vec![
        entry(Mode::File, b"attachment"),
        entry(Mode::Tree, b"a"),
        entry(Mode::Executable, b"a.b"),
        entry(Mode::Symlink, b"link"),
    ];
    let tree = Tree::new(entries).unwrap().encode();
    let author = Identity::new("A U Thor", "author@example.org", 1_700_000_000, -150);
    let mut commit = Commit {
        tree: GitId::of("tree", &tree),
        parents: vec![GitId::of("commit", b"1"), GitId::of("commit", b"2")],
        author: author.clone(),
        committer: author,
        extra: vec![("encoding".to_owned(), "two\nlines".to_owned())],
        signature: None,
        message: "Subject\n\nBody\n".to_owned(),
    };
    seeds.push(("tree", tree));
    seeds.push(("commit", commit.encode()));
    let signature = sign(&key(), &commit.payload());
    let bytes: String = signature.lines().filter(|line| !line.starts_with("---")).collect();
    let bytes = base64::Engine::decode(&base64::engine::general_purpose::STANDARD, bytes).unwrap();
    for first in [signature.as_bytes(), &bytes] {
        seeds.push(("signature", [joined([first]), commit.payload()].concat()));
    }
    commit.signature = Some(signature);
    seeds.push(("commit", commit.encode()));
    let body = String::from_utf8(commit.encode()).unwrap();
    let (head, message) = body.split_once("\n\n").unwrap();
    let head = format!("{}\n", head.split_once('\n').unwrap().1);
    let id = Id::of(b"archive");
    let blob = format!("mosaic attachment 1\nattachment {id}\nentries 3\nfiles 2\nbytes 100\n");
    seeds.push(("commit", joined([&blob, &head, message])));
    seeds.push(("secret_key", key().to_openssh().into_bytes()));
    let text = key().to_openssh();
    let bytes: String = text.lines().filter(|line| !line.starts_with("---")).collect();
    seeds.push(("secret_key", base64::Engine::decode(&base64::engine::general_purpose::STANDARD, bytes).unwrap()));
    seeds.push(("secret_key", key().public().as_bytes().to_vec()));
}

fn maps(seeds: &mut Seeds) {
    let objects = MemoryObjects::new();
    let node_of = |map: &Hamt| objects.plain(Kind::Node, &map.root().unwrap().into()).unwrap();
    let entries = |count: u8| (0..count).map(|n| (vec![b'k', n], Some(vec![n; 3]))).collect();
    let small = Hamt::new().update(&objects, &entries(5)).unwrap();
    let large = Hamt::new().update(&objects, &entries(80)).unwrap();
    for map in [small, large] {
        seeds.push(("hamt_node", node_of(&map)));
    }
    seeds.push(("hamt_nodes", joined([node_of(&small), node_of(&Hamt::new().update(&objects, &entries(6)).unwrap())])));
    // The nodes of a map of two levels, those below first and named by their number in the root.
    let mut below = Vec::new();
    large.reachable(&objects, &mut |id| below.push(id)).unwrap();
    let mut root = node_of(&large);
    let mut pieces = Vec::new();
    for id in &below[1..below.len().min(9)] {
        let name = Item::from(*id).encode();
        let at = root.windows(name.len()).position(|window| window == name).unwrap();
        root.splice(at..at + name.len(), [b'@', b'0' + pieces.len() as u8]);
        pieces.push(objects.plain(Kind::Node, &(*id).into()).unwrap());
    }
    pieces.extend([node_of(&small), root]);
    seeds.push(("hamt_nodes", joined(pieces)));
    let plain = objects.plain(Kind::Node, &below[1].into()).unwrap();
    // Behind the level and a key that belongs below the node.
    let text = plain.windows(2).find(|window| window[0] == b'k').unwrap();
    seeds.push(("hamt_node", [&[1][..], &joined([text]), &plain].concat()));
    seeds.push(("hamt", (0..=255).collect()));
    seeds.push(("hamt", (0..=255).rev().flat_map(|byte: u8| [byte, byte.wrapping_mul(7)]).collect()));
    let id = [5; 32];
    let change = |root: u8, key: &[u8], value: &[u8]| [&[root][..], &joined([key, value])].concat();
    let stage = [("head", &b"main"[..]), ("base", &id), ("archive", &id), ("merge", &id)];
    let mut state: Vec<u8> = stage.iter().flat_map(|(key, value)| change(2, key.as_bytes(), value)).collect();
    state.extend([change(0, b"main", &id), change(1, b"v1", &id), change(5, &id, b"\x82\x67dropped\x01")].concat());
    seeds.push(("state", state));
}

fn packs(seeds: &mut Seeds) {
    let members: Vec<Member> = [&b"first"[..], b"", &[b'x'; 300]]
        .iter()
        .map(|plain| Member::encode(Kind::Chunk, Id::of(plain).into(), plain, 6))
        .collect();
    for member in &members[1..] {
        seeds.push(("member", member.as_bytes().to_vec()));
    }
    let blob = Member::encode(Kind::Blob, GitId::of("blob", b"b").into(), b"b", 0);
    seeds.push(("member", blob.as_bytes().to_vec()));
    let deflated = &members[2].as_bytes()[57..members[2].as_bytes().len() - 8];
    seeds.push(("member", [&300u32.to_le_bytes()[..], &joined([[b'x'; 300]]), deflated].concat()));
    let mut whole: Vec<u8> = members.iter().flat_map(|member| member.as_bytes()).copied().collect();
    seeds.push(("pack", whole.clone()));
    whole.truncate(whole.len() - 9);
    seeds.push(("pack", [&whole[..20], &whole].concat()));
    let part = |what: u8, piece: &[u8]| [&[what][..], &joined([piece])].concat();
    let hidden = part(0, members[0].as_bytes());
    let parts = [part(0, b"one"), part(0xc2, b"two"), part(4, &[b'z'; 90]), part(3, b"\x1f\x8b\x08\x04junk"), hidden];
    seeds.push(("pack", parts.concat()));
    let id = Id::of(b"pack");
    for text in [&*id.to_string(), "", "0"] {
        seeds.push(("fsck_position", format!("{text}\n").into_bytes()));
    }
    seeds.push(("fsck_position", format!("mosaic fsck 1 pack {id}\n").into_bytes()));
}

fn indexes(seeds: &mut Seeds) {
    let storage = MemoryStorage::new();
    let packed: Vec<u8> = [&b"x"[..], b"y", b"z"]
        .iter()
        .flat_map(|plain| Member::encode(Kind::Chunk, Id::of(plain).into(), plain, 0).as_bytes().to_vec())
        .collect();
    put(&storage, &pack::file(&Id::of(&packed)), &packed);
    let name = rebuild(&storage, "run", true, &Silent).unwrap().index.unwrap();
    let bytes = get(&storage, &index::file(&name));
    let rows = bytes.len() - 32 - 3 * 53;
    seeds.push(("index", [&[1][..], &bytes[24..64], &bytes[rows..bytes.len() - 32]].concat()));
    seeds.push(("index", bytes));

    let mut writer = CacheWriter::new(storage.create("cache").unwrap(), Timestamp::from_seconds(1_700_000_000));
    for (path, kind) in [("a", EntryKind::Directory), ("a/b", EntryKind::File), ("a/bc", EntryKind::Symlink)] {
        let time = Timestamp { seconds: 1_600_000_000, nanos: 7 };
        let (path, digest) = (path.as_bytes(), Id::of(path.as_bytes()));
        writer
            .push(&CacheRow { path, kind, mode: 0o644, size: 3, mtime: time, ctime: time, inode: 4, digest })
            .unwrap();
    }
    storage.publish(vec![writer.finish(Some(Id::of(b"archive"))).unwrap()]).unwrap();
    let cache = get(&storage, NAME);
    seeds.push(("statcache", cache[8..cache.len() - 32].to_vec()));
    seeds.push(("statcache", cache));
}

fn rows() -> Vec<(Row, Vec<u8>)> {
    let row = |path: &str, kind, content: &[u8], target: &str| Row {
        path: TreePath::new(path.as_bytes()).unwrap(),
        kind,
        mode: 0o640,
        mtime: Timestamp { seconds: 1_700_000_000, nanos: 1 },
        size: content.len() as u64,
        target: target.as_bytes().into(),
        digest: (kind == EntryKind::File).then(|| Id::of(content)),
        owner: None,
        first: None,
    };
    let mut linked = row("dir/link", EntryKind::File, b"content", "");
    (linked.first, linked.owner) = (Some(TreePath::new(&b"dir/file"[..]).unwrap()), Some((1000, u32::MAX)));
    let mut old = row("z", EntryKind::File, &[b'z'; 700], "");
    old.mtime.seconds = -1;
    vec![
        (row("dir", EntryKind::Directory, b"", ""), Vec::new()),
        (row("dir/file", EntryKind::File, b"content", ""), b"content".to_vec()),
        (linked, b"content".to_vec()),
        (row("dir/\u{e4}", EntryKind::Symlink, b"", "../t"), Vec::new()),
        (old, vec![b'z'; 700]),
    ]
}

fn tables(seeds: &mut Seeds) {
    let (mut manifest, mut tar) = (Vec::new(), Vec::new());
    for (row, content) in rows() {
        encode_row(&row, &mut manifest);
        let end = tar.len() + entry_len(&row) as usize;
        write_header(&row, &mut tar);
        tar.extend_from_slice(&content);
        tar.resize(end, 0);
    }
    tar.resize(tar.len() + 1024, 0);
    seeds.push(("manifest_row", manifest.clone()));
    for lie in 0..8 {
        seeds.push(("tables", [&[lie, 24 + lie, lie][..], &joined([&manifest]), &tar].concat()));
    }
    // Four files whose lengths add up to 4 KiB more than there is.
    let mut huge = Vec::new();
    for path in [b"a", b"b", b"c", b"d"] {
        let mut row = rows().swap_remove(1).0;
        (row.path, row.size) = (TreePath::new(&path[..]).unwrap(), (1 << 62) - 512);
        encode_row(&row, &mut huge);
    }
    tar.resize(5 * 1024, 0);
    seeds.push(("tables", [&[0, 255, 0][..], &joined([&huge]), &tar].concat()));
}

fn archives(seeds: &mut Seeds) {
    let (mut tar, mut entries, mut forged) = (Vec::new(), Vec::new(), Vec::new());
    for (number, (row, content)) in rows().into_iter().enumerate() {
        let start = tar.len();
        write_header(&row, &mut tar);
        let header = &tar[tar.len() - 512..];
        forged.extend(joined([&header[..116], &header[156..262], &content]));
        tar.extend_from_slice(&content);
        tar.resize(start + entry_len(&row) as usize, 0);
        let flags = [2, 0, 4, 3, 8][number];
        entries.extend([flags, number as u8]);
        entries.extend_from_slice(&1_700_000_000u64.to_le_bytes()[..if flags == 8 { 8 } else { 4 }]);
        entries.extend_from_slice(&row.mode.to_le_bytes());
        entries.extend_from_slice(&[1; 8][..if flags == 4 { 8 } else { 0 }]);
        let content = if content.is_empty() { row.target.to_vec() } else { content };
        entries.extend(joined([row.path.as_bytes(), &content]));
    }
    tar.resize(tar.len() + 1024, 0);
    seeds.push(("foreign_tar", tar.clone()));
    seeds.push(("tar_round_trip", entries));
    seeds.push(("tar_round_trip", [&[0, 63, 0, 0, 0, 0, 0, 0][..], &joined([&b"long"[..], &[b'l'; 9000]])].concat()));
    seeds.push(("forged_tar", forged));
    // Headers of pax and GNU tar, with and without their mark, and an entry behind them.
    for (flag, body) in [
        (b'x', &b"12 path=a/b\n14 mtime=1.25\n"[..]),
        (b'x', b"16 linkpath=a/b\n10 size=3\n"),
        (b'g', b"15 comment=some\n"),
        (b'L', b"long/name\0"),
        (b'K', b"long/target\0"),
    ] {
        for (kind, mark) in [(b'0', &b"ustar\x0000"[..]), (b'1', b"ustar  \0"), (b'2', b"ustar\x0000"), (b'5', b"")] {
            let content: &[u8] = if kind == b'0' { b"abc" } else { b"" };
            let head = |flag: u8, name: &[u8], content: &[u8]| {
                joined([name, &[&[flag][..], &[0; 100], mark].concat(), content])
            };
            let (first, target) = (head(b'0', b"a/b", b""), head(kind, b"./c", content));
            seeds.push(("forged_tar", [first, head(flag, b"extension", body), target].concat()));
        }
    }
    let mut gnu = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_size(3);
    gnu.append_data(&mut header, "n".repeat(120), &b"abc"[..]).unwrap();
    let gnu = gnu.into_inner().unwrap();
    let packed = |bytes: &[u8]| {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    };
    seeds.extend([packed(&tar), packed(&gnu)].map(|bytes| ("foreign_tar", bytes)));
    seeds.push(("gzip", [packed(b"one"), packed(&[b'2'; 5000])].concat()));
    seeds.push(("gzip", packed(&vec![0; 1 << 19])));
    seeds.push(("gzip", b"plain".to_vec()));
    seeds.push(("foreign_tar", gnu));
    let files = [&b"a \"quoted\" name\n"[..], b"1", b"\xff\\x/y", b"2", b".git/config", b"3", b"plain", b"4\n"];
    let message = [&b"Subject\n\nM 100644 inline x\ndata 1\n"[..], b"A U <Thor>"];
    seeds.push(("fast_export", joined(message.iter().chain(&files))));
}

fn texts(seeds: &mut Seeds) {
    let all: [(&str, &[&str]); 7] = [
        (
            "quantity",
            &["512MiB", "14d", "0", "18446744073709551615", "18446744073709551615 kB", "1 TiB", "10s", "\u{661}B"],
        ),
        (
            "revision",
            &[
                "@",
                "main~1",
                "~2",
                "^^",
                "^2",
                "~~\u{e9}",
                "main~99999999999999999999",
                "0",
                "@^1~",
                "@:a",
                ":a/",
                "a:../b",
                ":",
            ],
        ),
        ("format", &["mosaic repository 1\n", "\n", "cut\n", "mosaic repository 2\n"]),
        ("name", &["main", "v1.0", "a/b", "a..b", "@{", "x.lock", "-x", "\u{a0}", "a\u{7f}"]),
        (
            "path",
            &["a/b", "\u{1}\0a/b", "\u{3}\0a/ba/c", ".mosaic", ".MO\u{17f}AIC", "mosaic~1", "a//b", "..", ".mosaic:x"],
        ),
        (
            "config",
            &[
                "[user]\nname = \"A\" # comment\n[pack]\nsize = \"1GiB\"\n",
                "compression.level = 3\nlock = {timeout = \"1s\"}\n",
                "[user]\nmane = 1\n[[user.x]]\ny = [1, {a = 2}]\n",
                "user = 1\n",
            ],
        ),
        ("escape", &["plain", "\u{1b}[31m\n\t\r\\", "\u{202e}gnp.exe", "\u{e0041}\u{feff}", "\u{2028}x"]),
    ];
    for (target, texts) in all {
        seeds.extend(texts.iter().map(|text| (target, text.as_bytes().to_vec())));
    }
    seeds.push(("escape", b"\xff\xfe\xc3".to_vec()));
    for (which, value) in [(0, "12"), (1, "30d"), (3, "64MiB"), (4, "a@b")] {
        for file in ["", "[user]\nname = \"A\"\n[gc]\nkeep = '1d'\n", "compression = {level = 1}\n"] {
            seeds.push(("config", [&[which][..], &joined([value]), file.as_bytes()].concat()));
        }
    }
    for glob in ["*.rs", "**/x?", "[a-z]*", "{a,b}/**", "/a", "\\*", "[!a]", "a**b"] {
        seeds.push(("pattern", [joined([glob]), b"a/b/x.rs".to_vec()].concat()));
    }
}

fn shown(seeds: &mut Seeds) {
    for (above, below, exclude, path) in [
        ("*.o\n!a/x.o\n", "/y\n", "", "a/x.o"),
        ("# comment\n\\#a\nb/\n**/c\n", "!*\n", "*.tmp\nz", "a/b/c"),
        ("{a,b}\n[a-z]\\ \na/**/d\n", "", "a", "a/c/d"),
    ] {
        seeds.push(("ignore", [joined([above, below, exclude]), path.as_bytes().to_vec()].concat()));
    }
    for (path, command, hint) in
        [("a/b", "ls", "run: x"), ("\u{1b}\u{202e}", "", "\u{1f600}\"\\"), ("\u{7f}", "\n", "\u{e0001}")]
    {
        seeds.push(("json", [joined([path, command]), hint.as_bytes().to_vec()].concat()));
    }
    seeds.push(("json", joined([&b"\xff"[..], b"\xc3\xa9"])));
    for words in [
        "add\n-A",
        "commit\n-m\nmessage\n--json",
        "import\n--max-size\n1GiB\n-",
        "fsck\n--data=5%",
        "gc\n--keep\n1d\n--recompress\n9",
        "-C\ndir\nlog\n-n\n3",
        "drop\n--keep-newest\n3\n--yes",
        "--color\nalways\nhead\nlist\n--\n--json",
        "find\n-z\n*.rs\n@~1",
        "export\n--tgz\nfile\n\u{202e}",
    ] {
        seeds.push(("command_line", words.as_bytes().to_vec()));
    }
}

fn strands(seeds: &mut Seeds) {
    let (mut creator, mut hand) = (Hand::new(0), Hand::new(1));
    let admitted = creator.admit(1);
    let joined = hand.join(&admitted);
    let online = Online { addresses: vec!["http://x".to_owned()], capacity: 1, version: "1".to_owned() }.body();
    let mut other = hand.fork(1);
    let said = hand.next(online.kind, online.bytes, &[]);
    let proof = Proof::of(&said, &other.note("another", &[])).unwrap();
    let quoted = evidence::body(&proof);
    let evidence = creator.next(quoted.kind, quoted.bytes, &[place(&said)]);
    seeds.push(("strand", [&joined.bytes[..], &said.bytes].concat()));
    seeds.push(("strand", [&admitted.bytes[..], &evidence.bytes].concat()));
    seeds.push(("strand_records", proof.encode()));
    let id = said.id;
    let feed = Feed { len: 500, seq: 2, tip: id, clock: 3, named: true, ended: false };
    seeds.push(("strand_records", feed.encode()));
    let row = Author { len: 500, seq: 1, tip: Some(id), fork: Some(proof.fork), values: Some(id) };
    seeds.push(("strand_records", row.encode()));
    seeds.push(("strand_records", Value::of(&said, b"value".to_vec()).encode()));
    seeds.push(("strand_records", encode_cut(&Cut { seq: 64, len: 9000, values: Some(id) })));
    let known = Known { author: said.strand.author, seq: 2, clock: 3, behind: true, ends: false };
    seeds.push(("strand_records", encode_behind(&known, &id)));
    let rows = vec![knot::Row::of(said.strand.author, &feed)];
    let knot = Knot { height: 2, previous: Some(id), rows };
    seeds.push(("strand_records", knot.encode()));
    seeds.push(("strand_records", newest_value(2, &knot.id())));
    let offer = Offer { addresses: vec!["http://x".to_owned()], uses: 2, expires: 9, voter: true };
    let token = Token::new(community_id(), &key(), [4; 32], offer).unwrap();
    seeds.push(("token", token.to_text().into_bytes()));
    seeds.push(("token", token.invite.encode()));
    let document = Document { community: community_id(), strands: vec![admitted, joined], forks: vec![proof] };
    for form in [Form::Cbor, Form::Json, Form::Protobuf] {
        seeds.push(("tapestry", form.encode(&document)));
    }
}

fn heads(seeds: &mut Seeds) {
    seeds.extend(samples().into_iter().map(|bytes| ("heads", bytes)));
    seeds.extend(proofs().into_iter().map(|bytes| ("proof", bytes)));
}
