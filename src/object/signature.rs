//! Signatures as OpenSSH makes them (PROTOCOL.sshsig), which git and `ssh-keygen -Y verify` check.
//! Must not decide who may sign.

use ssh_key::public::{Ed25519PublicKey, KeyData};
use ssh_key::{Algorithm, HashAlg, LineEnding, Signature, SshSig};

use crate::base::key::{PublicKey, SecretKey};
use crate::object::error::ObjectError;

/// The purpose for which commits are signed; no other signature of the key can pass for one.
const NAMESPACE: &str = "git";

/// The armored signature of `payload`, with a final newline.
pub fn sign(key: &SecretKey, payload: &[u8]) -> String {
    let data = SshSig::signed_data(NAMESPACE, HashAlg::Sha512, payload).expect("the namespace is not empty");
    let signature = Signature::new(Algorithm::Ed25519, key.sign(&data)).expect("64 bytes");
    let public = KeyData::Ed25519(Ed25519PublicKey(*key.public().as_bytes()));
    let signed = SshSig::new(public, NAMESPACE, HashAlg::Sha512, signature).expect("the namespace is not empty");
    let mut armored = signed.to_pem(LineEnding::LF).expect("encoding to memory");
    if !armored.ends_with('\n') {
        armored.push('\n');
    }
    armored
}

/// The key that signed `payload`.
///
/// # Errors
/// Not an ed25519 signature made for this purpose, or of something else.
pub fn verify(armored: &str, payload: &[u8]) -> Result<PublicKey, ObjectError> {
    let bad = |why: &str| ObjectError::malformed("the signature", why);
    let signed = SshSig::from_pem(armored).map_err(|_| bad("not an armored SSH signature"))?;
    if signed.version() != SshSig::VERSION || signed.namespace() != NAMESPACE || !signed.reserved().is_empty() {
        return Err(bad("made for another purpose"));
    }
    let key = signed.public_key().ed25519().ok_or_else(|| bad("not by an ed25519 key"))?;
    let key = PublicKey::from_bytes(key.0).map_err(|error| bad(&error.to_string()))?;
    let signature: &[u8; 64] = match signed.algorithm() {
        Algorithm::Ed25519 => signed.signature_bytes().try_into().map_err(|_| bad("not 64 bytes"))?,
        _ => return Err(bad("not by an ed25519 key")),
    };
    let data = SshSig::signed_data(NAMESPACE, signed.hash_alg(), payload).map_err(|_| bad("not hashable"))?;
    if key.verify(&data, signature) { Ok(key) } else { Err(bad("of something else")) }
}
