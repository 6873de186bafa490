//! The vocabulary of `base/`: canonical encoding, names of entries, ids, time.

use mosaic::base::cbor::{CborError, Fields, Item};
use mosaic::base::id::{GitId, Id};
use mosaic::base::kind::Kind;
use mosaic::base::limit::CBOR_DEPTH;
use mosaic::base::path::{PathError, TreePath, compare};
use mosaic::base::time::Timestamp;
use proptest::collection::vec;
use proptest::prelude::{BoxedStrategy, ProptestConfig, Strategy, any, prop_assert_eq, prop_oneof, proptest};
use proptest::sample::select;

fn bytes(hex: &str) -> Vec<u8> {
    hex::decode(hex).unwrap()
}

fn array(items: impl IntoIterator<Item = Item>) -> Item {
    Item::Array(items.into_iter().collect())
}

fn uints(range: std::ops::RangeInclusive<u64>) -> Item {
    array(range.map(Item::Uint))
}

/// Values and bytes of RFC 8949, appendix A, as far as records are made of them.
#[test]
fn the_values_of_the_rfc_have_the_bytes_of_the_rfc() {
    let nested = array([Item::Uint(1), uints(2..=3), uints(4..=5)]);
    for (item, hex) in [
        (Item::int(0), "00"),
        (Item::int(1), "01"),
        (Item::int(10), "0a"),
        (Item::int(23), "17"),
        (Item::int(24), "1818"),
        (Item::int(25), "1819"),
        (Item::int(100), "1864"),
        (Item::int(1000), "1903e8"),
        (Item::int(1_000_000), "1a000f4240"),
        (Item::int(1_000_000_000_000), "1b000000e8d4a51000"),
        (Item::Uint(u64::MAX), "1bffffffffffffffff"),
        (Item::int(-1), "20"),
        (Item::int(-10), "29"),
        (Item::int(-100), "3863"),
        (Item::int(-1000), "3903e7"),
        (Item::int(i64::MIN), "3b7fffffffffffffff"),
        (Item::Bytes(vec![]), "40"),
        (Item::Bytes(vec![1, 2, 3, 4]), "4401020304"),
        ("".into(), "60"),
        ("a".into(), "6161"),
        ("IETF".into(), "6449455446"),
        ("\"\\".into(), "62225c"),
        ("\u{fc}".into(), "62c3bc"),
        ("\u{6c34}".into(), "63e6b0b4"),
        ("\u{10151}".into(), "64f0908591"),
        (array([]), "80"),
        (uints(1..=3), "83010203"),
        (nested, "8301820203820405"),
        (uints(1..=25), "98190102030405060708090a0b0c0d0e0f101112131415161718181819"),
    ] {
        assert_eq!(hex::encode(item.encode()), hex);
        assert_eq!(Item::decode(&bytes(hex)).unwrap(), item, "{hex}");
    }
}

/// The rest of appendix A, and other forms of values that have a canonical one.
#[test]
pub fn well_formed_and_not_canonical_is_refused() {
    for hex in [
        // Below the smallest number of 64 bits; big numbers.
        "3bffffffffffffffff 3b8000000000000000 c249010000000000000000 c349010000000000000000 c240 c24101 c34101",
        // Floats and simple values.
        "f90000 f98000 f93c00 fb3ff199999999999a f97bff fa47c35000 f90001 f97c00 f97e00 fa7f800000 fb7ff0000000000000",
        "f4 f5 f6 f7",
        // Tags and maps.
        "c074323031332d30332d32315432303a30343a30305a c11a514b67b0 d74401020304 d818456449455446 d9d9f700",
        "a0 a201020304 a26161016162820203 826161a161626163",
        // Indefinite lengths.
        "5fff 5f42010243030405ff 7f657374726561646d696e67ff 9fff 9f018202039f0405ffff 83018202039f0405ff bfff",
        // Longer heads than needed.
        "1800 1817 190000 1900ff 1a00000000 1a0000ffff 1b0000000000000000 1b00000000ffffffff 3800 3817 390000 3900ff",
        "5800 580101 5900020102 7800 780161 79000161 9800 980101 99000101 9b000000000000000101",
        // Trailing bytes.
        "0000 00ff 8000 4000 830102030a",
    ]
    .iter()
    .flat_map(|line| line.split(' '))
    {
        assert!(matches!(Item::decode(&bytes(hex)), Err(CborError::NotCanonical)), "{hex}");
        let inside = [&[0x81][..], &bytes(hex)].concat();
        assert!(Item::decode(&inside).is_err(), "81 {hex}");
    }
}

#[test]
fn what_is_not_well_formed_is_refused() {
    let hexes = "1c 1d 1e 1f 3c 3f 5c 7c 9c bc dc fc ff 18 1900 1a000000 1b00000000000000 41 4201 5803010203ff 61 62c3 61ff \
                 62c328 64f5808080 63eda080 81 8201 9f 9f01 5f 5f41 5f4101 5f01ff 5f6161ff 7f6161 7f4101ff c0 d8 a1 a101 f8 f9 bf";
    for hex in hexes.split_whitespace() {
        assert!(Item::decode(&bytes(hex)).is_err(), "{hex}");
    }
    assert!(matches!(Item::decode(&[]), Err(CborError::Malformed)));
}

#[test]
fn claims_of_length_and_depth_cost_nothing() {
    // Array, byte string, text, map: 2^64 - 1, 2^63, 2^40 and 2^32 - 1 items or bytes, none of them there.
    for major in [0x9b, 0x5b, 0x7b, 0xbb] {
        for length in [u64::MAX, 1 << 63, 1 << 40, u64::from(u32::MAX)] {
            let claim = [&[major][..], &length.to_be_bytes()].concat();
            assert!(Item::decode(&claim).is_err());
            assert!(Item::decode(&[&claim[..], &[0x41; 100]].concat()).is_err());
            assert!(Item::decode(&[&[0x81][..], &claim].concat()).is_err());
        }
    }
    for head in [0x81, 0x9f, 0xc0, 0xa1, 0xbf, 0x5f, 0x7f, 0xd8] {
        assert!(Item::decode(&vec![head; 1_000_000]).is_err(), "{head:x}");
    }
    let nested = |depth: usize| [vec![0x81; depth - 1], vec![0x80]].concat();
    assert!(Item::decode(&nested(CBOR_DEPTH)).is_ok());
    assert!(matches!(Item::decode(&nested(CBOR_DEPTH + 1)), Err(CborError::Malformed)));
}

#[test]
fn long_strings_come_back_whole() {
    for len in [4095, 4096, 4097, 8192, 70_000, 1 << 20] {
        let item = Item::Bytes((0..len).map(|n| n as u8).collect());
        assert_eq!(Item::decode(&item.encode()).unwrap(), item);
        // Letters of two to four bytes, shifted so that one lies across every border of a buffer.
        for letter in ["ä", "水", "𐅑"] {
            for shift in 0..4 {
                let item = Item::Text("x".repeat(shift) + &letter.repeat(len / letter.len()));
                assert_eq!(Item::decode(&item.encode()).unwrap(), item);
            }
        }
        let mut broken = Item::Text("ä".repeat(len / 2)).encode();
        broken.pop();
        broken.push(b'x');
        assert!(matches!(Item::decode(&broken), Err(CborError::Malformed)));
    }
}

#[test]
fn fields_are_taken_in_order_and_by_type() {
    let id = Id::of(b"x");
    let record = array([Item::Uint(7), Item::int(-7), Item::Bytes(vec![1]), id.into(), "t".into(), uints(1..=2)]);
    let mut fields = Fields::decode(&record.encode()).unwrap();
    assert_eq!(fields.remaining(), 6);
    assert_eq!((fields.uint().unwrap(), fields.int().unwrap(), fields.bytes().unwrap()), (7, -7, vec![1]));
    assert_eq!((fields.id().unwrap(), fields.text().unwrap()), (id, "t".to_owned()));
    assert!(Fields::of(array([Item::Uint(0)])).unwrap().end().is_err());
    let mut inner = fields.array().unwrap();
    assert_eq!((inner.int().unwrap(), inner.uint().unwrap()), (1, 2));
    assert!(matches!(inner.uint(), Err(CborError::Unexpected(_))));
    inner.end().unwrap();
    fields.end().unwrap();

    let of = |item: Item| Fields::of(array([item])).unwrap();
    assert!(of(Item::int(-1)).uint().is_err());
    assert!(of(Item::Uint(1 << 63)).int().is_err());
    assert!(of("x".into()).bytes().is_err());
    assert!(of(Item::Bytes(vec![0; 31])).bytes32().is_err());
    assert!(of(Item::Bytes(vec![0; 33])).id().is_err());
    assert!(of(Item::Bytes(b"x".to_vec())).text().is_err());
    assert!(of(Item::Uint(0)).array().is_err());
    assert!(Fields::of(Item::Uint(0)).is_err());
}

fn item() -> BoxedStrategy<Item> {
    let leaf = prop_oneof![
        any::<i64>().prop_map(Item::int),
        any::<u64>().prop_map(Item::Uint),
        vec(any::<u8>(), 0..40).prop_map(Item::Bytes),
        any::<String>().prop_map(Item::Text),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| vec(inner, 0..6).prop_map(Item::Array)).boxed()
}

/// Paths of a few letters, so that many share a beginning; some bytes sort below `/` and some are not UTF-8.
fn path() -> impl Strategy<Value = TreePath> {
    let name = vec(select(&b"ab.!\x01\xff\\"[..]), 1..4);
    vec(name, 1..4).prop_filter_map("a path", |names| TreePath::new(names.join(&b'/')).ok())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn items_come_back_as_they_were(item in item()) {
        prop_assert_eq!(Item::decode(&item.encode()).unwrap(), item);
    }

    #[test]
    fn bytes_are_refused_or_the_one_form_of_their_item(mut bytes in vec(any::<u8>(), 0..12), item in item(), at in any::<usize>(), flip in any::<u8>()) {
        if let Ok(item) = Item::decode(&bytes) {
            prop_assert_eq!(item.encode(), bytes);
        }
        bytes = item.encode();
        let at = at % bytes.len();
        bytes[at] ^= flip;
        if let Ok(item) = Item::decode(&bytes) {
            prop_assert_eq!(item.encode(), bytes);
        }
    }

    #[test]
    fn paths_are_in_the_order_of_their_components(a in path(), b in path()) {
        prop_assert_eq!(a.cmp(&b), a.components().cmp(b.components()));
        prop_assert_eq!(compare(a.as_bytes(), b.as_bytes()), a.cmp(&b));
        prop_assert_eq!(a.is_within(&b), a.components().collect::<Vec<_>>().starts_with(&b.components().collect::<Vec<_>>()));
    }

    #[test]
    fn a_path_is_its_parent_and_its_name(path in path()) {
        match path.parent() {
            Some(parent) => {
                prop_assert_eq!(parent.join(path.name()).unwrap(), path.clone());
                assert!(path.is_within(&parent) && !parent.is_within(&path) && parent < path);
            }
            None => prop_assert_eq!(path.name(), path.as_bytes()),
        }
    }

    #[test]
    fn any_bytes_are_refused_or_kept_as_a_path(bytes in vec(any::<u8>(), 0..300)) {
        if let Ok(path) = TreePath::new(bytes.clone()) {
            prop_assert_eq!(path.as_bytes(), &bytes[..]);
        }
    }

    #[test]
    fn times_never_panic(seconds in any::<i64>(), nanos in any::<u32>()) {
        assert!(!Timestamp { seconds, nanos }.to_string().is_empty());
    }
}

#[test]
fn what_is_no_canonical_relative_name_is_refused() {
    let long_component = "x".repeat(256);
    let long_path = ["x".repeat(200).as_str(); 21].join("/");
    for (text, wanted) in [
        ("", PathError::Empty),
        ("a//b", PathError::Empty),
        ("a/", PathError::Empty),
        ("/", PathError::Absolute),
        ("/a", PathError::Absolute),
        ("//", PathError::Absolute),
        (".", PathError::Dots),
        ("..", PathError::Dots),
        ("a/../b", PathError::Dots),
        ("a/./b", PathError::Dots),
        ("a/..", PathError::Dots),
        ("../a", PathError::Dots),
        ("\0", PathError::Nul),
        ("a\0b", PathError::Nul),
        (&long_component, PathError::TooLong),
        (&long_path, PathError::TooLong),
    ] {
        assert_eq!(TreePath::new(text.as_bytes()), Err(wanted), "{text:?}");
    }
    let directory = TreePath::new(*b"a").unwrap();
    for name in [&b""[..], b"..", b"b/", b"/b", b".mosaic"] {
        assert!(directory.join(name).is_err());
    }
}

#[test]
fn every_spelling_of_the_repository_is_refused_at_any_depth() {
    for name in [
        ".mosaic",
        ".MOSAIC",
        ".Mosaic",
        ".mosaic.",
        ".mosaic ",
        ".mosaic. . ",
        "MOSAIC~1",
        "mosaic~1",
        "Mosaic~1.",
        ".mo\u{200c}saic",
        "\u{200c}.mosaic",
        "\u{feff}.mosaic",
        ".mosaic\u{206f}",
        ".mo\u{ad}saic",
        ".mosa\u{fe0f}ic",
        ".mo\u{17f}aic",
        ".MO\u{17f}AIC",
        ".mosaic:",
        ".mosaic::$INDEX_ALLOCATION",
        ".mosaic::$DATA",
        ".mosaic :x",
        "mosaic~1:x",
    ] {
        for path in [name.to_owned(), format!("a/{name}"), format!("{name}/config.toml"), format!("a/{name}/b")] {
            assert_eq!(TreePath::new(path.as_bytes()), Err(PathError::Reserved), "{path:?}");
        }
    }
}

#[test]
fn names_that_only_look_strange_are_accepted() {
    let longest = ["x".repeat(255).as_str(); 16].join("/");
    assert_eq!(longest.len(), 4095);
    for name in [
        ".mosaicignore",
        "mosaic",
        "mosaic.",
        ".mosai",
        ".mosaic2",
        "mosaic~2",
        "x.mosaic",
        "..a",
        "...",
        "a..",
        " ",
        "a\\..\\b",
        "\\",
        "a\nb",
        "-rf",
        "C:",
        "\u{200c}",
        "\u{17f}",
        &longest,
    ] {
        assert_eq!(TreePath::new(name.as_bytes()).unwrap().as_bytes(), name.as_bytes());
    }
    for name in [&b"\xff\xfe"[..], b"a/\x80/b", b".mosaic\xff", b"m\xc3"] {
        assert_eq!(TreePath::new(name).unwrap().as_bytes(), name);
    }
}

#[test]
fn ids_are_64_lower_case_digits_and_nothing_else() {
    let id = Id::of(b"");
    let text = "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262";
    assert_eq!((id.to_string().as_str(), id.short().as_str()), (text, "af1349b9"));
    assert_eq!(Id::from_hex(text), Ok(id));
    // Computed by `git hash-object -t blob --stdin` in a repository of the SHA-256 object format.
    let empty = "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813";
    assert_eq!(GitId::of("blob", b"").to_string(), empty);
    assert_eq!(Kind::Blob.id_of(b""), GitId::from_hex(empty).unwrap().into());
    assert_eq!(Kind::Chunk.id_of(b""), id.into());
    let wide = format!("{}é", &text[..62]);
    for bad in [
        "",
        &text[1..],
        &format!("{text}0"),
        &text.to_uppercase(),
        &format!("{}g", &text[1..]),
        &wide,
        &format!(" {}", &text[1..]),
    ] {
        assert!(Id::from_hex(bad).is_err() && GitId::from_hex(bad).is_err(), "{bad:?}");
    }
}

#[test]
fn kinds_have_numbers_of_their_own() {
    for kind in Kind::ALL {
        assert_eq!(Kind::from_number(kind as u8), Some(kind));
    }
    let known = (0..=255).filter(|number| Kind::from_number(*number).is_some()).count();
    assert_eq!(known, Kind::ALL.len());
}

#[test]
fn times_are_written_as_far_as_the_calendar_goes() {
    let text = |seconds| Timestamp::from_seconds(seconds).to_string();
    assert_eq!(text(0), "1970-01-01T00:00:00Z");
    assert_eq!(text(-1), "1969-12-31T23:59:59Z");
    assert_eq!(text(i64::MIN), "@-9223372036854775808");
    assert_eq!(text(i64::MAX), "@9223372036854775807");
    assert!(Timestamp { seconds: -1, nanos: 999_999_999 } < Timestamp::default());
}
