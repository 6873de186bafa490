//! Signed requests: RFC 9421 in one fixed form, ed25519, with the digest of the body after RFC 9530. Whatever is written in
//! another way than [`sign`] writes it is refused: a header is read, written again and compared.
//! `docs/format/wire.md` has the bytes.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use crate::base::id::Id;
use crate::base::key::{PublicKey, SecretKey};
use crate::base::session::MAX_SKEW;

/// Name of the header with the community.
pub const COMMUNITY: &str = "mosaic-community";
/// Name of the header with what is signed.
pub const INPUT: &str = "signature-input";
/// Name of the header with the signature.
pub const SIGNATURE: &str = "signature";
/// Name of the header with the digest of the body.
pub const DIGEST: &str = "content-digest";

const COVERED: &str = "(\"@method\" \"@authority\" \"@path\" \"@query\" \"mosaic-community\"";
const LABEL: &str = "mosaic=";

/// What a request is about.
#[derive(Clone, Copy, Debug)]
pub struct Target<'t> {
    /// `GET`, `POST`.
    pub method: &'t str,
    /// Host, and port where it is not the usual one, as in the header `host`.
    pub authority: &'t str,
    /// The path as it is sent.
    pub path: &'t str,
    /// What stands behind the question mark, where there is one.
    pub query: Option<&'t str>,
}

/// The headers that belong to a signature, as they came.
#[derive(Clone, Copy, Debug, Default)]
pub struct Headers<'h> {
    /// `mosaic-community`.
    pub community: Option<&'h str>,
    /// `signature-input`.
    pub input: Option<&'h str>,
    /// `signature`.
    pub signature: Option<&'h str>,
    /// `content-digest`.
    pub digest: Option<&'h str>,
}

/// What makes one request unlike all others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// When it was signed, in seconds since the epoch.
    pub created: i64,
    /// Random bytes.
    pub nonce: [u8; 16],
}

/// A request whose signature verifies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// Who signed.
    pub key: PublicKey,
    /// When, and the nonce.
    pub stamp: Stamp,
    /// Of which community.
    pub community: Id,
    /// The digest of the body, where it is covered.
    pub digest: Option<[u8; 32]>,
}

/// Why a signature is refused, in one sentence.
pub type Why = String;

/// The headers of a signed request; `body` where the signature covers it.
pub fn sign(
    key: &SecretKey,
    community: &Id,
    target: &Target<'_>,
    body: Option<&[u8]>,
    stamp: &Stamp,
) -> Vec<(&'static str, String)> {
    let digest = body.map(|body| digest_header(&digest(body)));
    let community = community.to_string();
    let parameters = parameters(stamp, &key.public(), digest.is_some());
    let signature = key.sign(base(target, &community, digest.as_deref(), &parameters).as_bytes());
    let mut headers = vec![
        (COMMUNITY, community),
        (INPUT, format!("{LABEL}{parameters}")),
        (SIGNATURE, format!("{LABEL}:{}:", STANDARD.encode(signature))),
    ];
    headers.extend(digest.map(|digest| (DIGEST, digest)));
    headers
}

/// Checks the signature of a request at the time `now`, in seconds. The body is for the caller to compare with the digest.
///
/// # Errors
/// A header is missing or not of the one form, the time is too far away, the signature does not verify.
pub fn verify(target: &Target<'_>, headers: &Headers<'_>, now: i64) -> Result<Signed, Why> {
    let missing = |name: &str| format!("the header {name} is missing");
    let input = headers.input.ok_or_else(|| missing(INPUT))?;
    let signature = headers.signature.ok_or_else(|| missing(SIGNATURE))?;
    let community = headers.community.ok_or_else(|| missing(COMMUNITY))?;
    let (stamp, key) =
        read_input(input, headers.digest.is_some()).ok_or("the header signature-input has another form")?;
    let signature = read_signature(signature).ok_or("the header signature has another form")?;
    let digest = headers.digest.map(|text| read_digest(text).ok_or("the header content-digest has another form"));
    let id = Id::from_hex(community).map_err(|_| "the header mosaic-community has another form")?;
    let skew = now.saturating_sub(stamp.created);
    if skew.saturating_abs() > MAX_SKEW {
        let (by, way) = (skew.saturating_abs(), if skew > 0 { "behind" } else { "ahead of" });
        return Err(format!("the clock of the sender is {by} s {way} that of the peer, or the request is old"));
    }
    let digest = digest.transpose()?;
    let parameters = &input[LABEL.len()..];
    if key.verify(base(target, community, headers.digest, parameters).as_bytes(), &signature) {
        Ok(Signed { key, stamp, community: id, digest })
    } else {
        Err("the signature does not verify".to_owned())
    }
}

/// The SHA-256 of a body.
pub fn digest(body: &[u8]) -> [u8; 32] {
    Sha256::digest(body).into()
}

fn digest_header(digest: &[u8; 32]) -> String {
    format!("sha-256=:{}:", STANDARD.encode(digest))
}

fn parameters(stamp: &Stamp, key: &PublicKey, with_digest: bool) -> String {
    let Stamp { created, nonce } = stamp;
    let (digest, nonce) = (if with_digest { " \"content-digest\"" } else { "" }, hex::encode(nonce));
    format!("{COVERED}{digest});created={created};nonce=\"{nonce}\";keyid=\"{key}\";alg=\"ed25519\"")
}

/// What is signed. It begins with `"@method"`, as nothing else does that a member signs.
fn base(target: &Target<'_>, community: &str, digest: Option<&str>, parameters: &str) -> String {
    let Target { method, authority, path, query } = target;
    let query = query.unwrap_or_default();
    let digest = digest.map(|digest| format!("\"content-digest\": {digest}\n")).unwrap_or_default();
    format!(
        "\"@method\": {method}\n\"@authority\": {authority}\n\"@path\": {path}\n\"@query\": ?{query}\n\
         \"mosaic-community\": {community}\n{digest}\"@signature-params\": {parameters}"
    )
}

fn read_input(text: &str, with_digest: bool) -> Option<(Stamp, PublicKey)> {
    let mut fields = text.split(';').skip(1);
    let mut field = |name: &str| fields.next()?.strip_prefix(name)?.strip_prefix('=');
    let created = field("created")?.parse().ok()?;
    let mut nonce = [0; 16];
    hex::decode_to_slice(quoted(field("nonce")?)?, &mut nonce).ok()?;
    let mut key = [0; 32];
    hex::decode_to_slice(quoted(field("keyid")?)?, &mut key).ok()?;
    let (stamp, key) = (Stamp { created, nonce }, PublicKey::from_bytes(key).ok()?);
    (text.strip_prefix(LABEL)? == parameters(&stamp, &key, with_digest)).then_some((stamp, key))
}

fn quoted(text: &str) -> Option<&str> {
    text.strip_prefix('"')?.strip_suffix('"')
}

fn read_signature(text: &str) -> Option<[u8; 64]> {
    let encoded = text.strip_prefix(LABEL)?.strip_prefix(':')?.strip_suffix(':')?;
    let bytes = STANDARD.decode(encoded).ok()?.try_into().ok()?;
    (format!("{LABEL}:{}:", STANDARD.encode(bytes)) == text).then_some(bytes)
}

fn read_digest(text: &str) -> Option<[u8; 32]> {
    let encoded = text.strip_prefix("sha-256=:")?.strip_suffix(':')?;
    let bytes = STANDARD.decode(encoded).ok()?.try_into().ok()?;
    (digest_header(&bytes) == text).then_some(bytes)
}
