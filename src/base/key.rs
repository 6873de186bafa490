//! ed25519 keys of members: signing, strict verification, the OpenSSH forms. Reads no files and draws no randomness.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt;

use ed25519_dalek::{Signature, Signer, SigningKey, Verifier as _, VerifyingKey};
use ssh_key::private::{Ed25519Keypair, Ed25519PrivateKey, KeypairData};
use ssh_key::public::Ed25519PublicKey;
use ssh_key::{HashAlg, LineEnding, PrivateKey};

use crate::base::planted::{self, Defect};

/// Why bytes are not a key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// Not an unencrypted ed25519 key in OpenSSH form.
    #[error("not an unencrypted ed25519 key in OpenSSH form")]
    NotAKey,
    /// A public key that is no curve point, or one of small order that "signs" anything.
    #[error("the public key is weak or not a curve point")]
    Weak,
}

/// The secret half of a member's identity.
pub struct SecretKey(SigningKey);

/// A public key made ready to verify many signatures.
pub struct Verifier(VerifyingKey);

/// A member: an ed25519 public key.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PublicKey([u8; 32]);

impl SecretKey {
    /// The key that grows from these 32 random bytes.
    pub fn from_seed(seed: [u8; 32]) -> Self {
        Self(SigningKey::from_bytes(&seed))
    }

    /// The public half.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key().to_bytes())
    }

    /// The signature over `message`, which begins with its domain tag.
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.0.sign(message).to_bytes()
    }

    /// The key in OpenSSH's private key form, as `ssh-keygen` writes it.
    pub fn to_openssh(&self) -> String {
        let pair = Ed25519Keypair {
            public: Ed25519PublicKey(self.public().0),
            private: Ed25519PrivateKey::from_bytes(&self.0.to_bytes()),
        };
        let key = PrivateKey::new(KeypairData::Ed25519(pair), "mosaic").expect("a plain ed25519 key");
        key.to_openssh(LineEnding::LF).expect("encoding to memory").to_string()
    }

    /// The key in this OpenSSH private key text.
    ///
    /// # Errors
    /// Anything but one unencrypted ed25519 key whose halves belong together.
    pub fn from_openssh(text: &str) -> Result<Self, KeyError> {
        let key = PrivateKey::from_openssh(text).map_err(|_| KeyError::NotAKey)?;
        let pair = key.key_data().ed25519().ok_or(KeyError::NotAKey)?;
        let secret = Self::from_seed(pair.private.to_bytes());
        if secret.public().0 == pair.public.0 { Ok(secret) } else { Err(KeyError::NotAKey) }
    }
}

/// Keys that a thread has found to be good. Few members say much: finding a key good costs as much as a verification, and
/// is asked for each time that a signed thing is read.
const READY: usize = 1_024;

thread_local! {
    static KNOWN: RefCell<HashMap<[u8; 32], VerifyingKey>> = RefCell::new(HashMap::new());
}

fn ready(bytes: &[u8; 32]) -> Option<VerifyingKey> {
    KNOWN.with_borrow(|known| known.get(bytes).copied())
}

fn make_ready(key: VerifyingKey) {
    KNOWN.with_borrow_mut(|known| {
        if known.len() == READY {
            known.clear();
        }
        known.insert(key.to_bytes(), key);
    });
}

impl PublicKey {
    /// The key with these bytes.
    ///
    /// # Errors
    /// Not a curve point, a second spelling of one, or a weak one.
    pub fn from_bytes(bytes: [u8; 32]) -> Result<Self, KeyError> {
        if ready(&bytes).is_some() {
            return Ok(Self(bytes));
        }
        let key = VerifyingKey::from_bytes(&bytes).map_err(|_| KeyError::Weak)?;
        let canonical = key.to_edwards().compress().to_bytes() == bytes;
        if key.is_weak() || !canonical {
            return Err(KeyError::Weak);
        }
        make_ready(key);
        Ok(Self(bytes))
    }

    /// The key written as 64 hexadecimal digits.
    ///
    /// # Errors
    /// Another text, or as [`PublicKey::from_bytes`].
    pub fn from_hex(text: &str) -> Result<Self, KeyError> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes).map_err(|_| KeyError::NotAKey)?;
        Self::from_bytes(bytes)
    }

    /// The 32 bytes of the key.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Whether `signature` over `message` is this key's, by the strict rules (RFC 8032 with canonical points only).
    pub fn verify(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        self.verifier().is_some_and(|verifier| verifier.verify(message, signature))
    }

    /// The key made ready: what costs a tenth of a verification is done once. `None` where it is no key.
    pub fn verifier(&self) -> Option<Verifier> {
        ready(&self.0).or_else(|| VerifyingKey::from_bytes(&self.0).ok()).map(Verifier)
    }

    /// One line as in `authorized_keys`, without a comment.
    pub fn to_openssh(&self) -> String {
        self.to_ssh().to_openssh().expect("encoding to memory")
    }

    /// The fingerprint as `ssh-keygen -l` prints it: `SHA256:` and base64.
    pub fn fingerprint(&self) -> String {
        self.to_ssh().fingerprint(HashAlg::Sha256).to_string()
    }

    fn to_ssh(self) -> ssh_key::PublicKey {
        Ed25519PublicKey(self.0).into()
    }
}

impl Verifier {
    /// As [`PublicKey::verify`].
    pub fn verify(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        let signature = Signature::from_bytes(signature);
        if planted::is(Defect::LaxSignature) {
            return self.0.verify(message, &signature).is_ok();
        }
        self.0.verify_strict(message, &signature).is_ok()
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({})", hex::encode(&self.0[..4]))
    }
}
