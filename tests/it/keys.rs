//! The keys of members: what is signed and verified, what is refused, the OpenSSH forms.

use std::fs;
use std::process::Command;

use mosaic::base::key::{PublicKey, SecretKey};

use crate::tools;

fn bytes(hex: &str) -> Vec<u8> {
    hex::decode(hex).unwrap()
}

/// RFC 8032, section 7.1, tests 1 and 2.
#[test]
fn signatures_are_those_of_the_rfc() {
    for (seed, public, message, signature) in [
        (
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        ),
        (
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        ),
    ] {
        let secret = SecretKey::from_seed(bytes(seed).try_into().unwrap());
        assert_eq!(secret.public().to_string(), public);
        let made = secret.sign(&bytes(message));
        assert_eq!(hex::encode(made), signature);
        assert!(secret.public().verify(&bytes(message), &made));
        for bit in 0..512 {
            let mut bad = made;
            bad[bit / 8] ^= 1 << (bit % 8);
            assert!(!secret.public().verify(&bytes(message), &bad), "bit {bit}");
        }
        assert!(!secret.public().verify(b"another", &made));
        assert!(!SecretKey::from_seed([1; 32]).public().verify(&bytes(message), &made));
    }
}

/// S and S + L (the order of the base point) satisfy the same equation; only the smaller one is a signature.
#[test]
fn a_second_form_of_a_signature_is_refused() {
    let order = bytes("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
    let secret = SecretKey::from_seed([7; 32]);
    let mut signature = secret.sign(b"mosaic");
    assert!(secret.public().verify(b"mosaic", &signature));
    let mut carry = 0;
    for (byte, add) in signature[32..].iter_mut().zip(order) {
        let sum = u16::from(*byte) + u16::from(add) + carry;
        (*byte, carry) = (sum as u8, sum >> 8);
    }
    assert_eq!(carry, 0);
    assert!(!secret.public().verify(b"mosaic", &signature));
}

/// R is the neutral point and S = H(R, A, M) a: the plain equation holds, the strict rules refuse the point.
#[test]
pub fn a_signature_with_a_point_of_small_order_is_refused() {
    let key = SecretKey::from_seed([7; 32]).public();
    let signature = "01000000000000000000000000000000000000000000000000000000000000004ec6f97196fed35e6211e4f834110d86c9636e0cc0da7afb7ac9cb64c3ec4905";
    assert!(!key.verify(b"mosaic", &bytes(signature).try_into().unwrap()));
}

#[test]
fn weak_keys_and_second_spellings_are_refused() {
    // The eight points of small order, in all their spellings.
    let y = [
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    ];
    // And every y between the prime and 2^255: second spellings of 0 to 18.
    let high = (0xed..=0xff).map(|low| [&[low][..], &[0xff; 30], &[0x7f]].concat());
    for key in y.into_iter().map(bytes).chain(high) {
        for sign in [0, 0x80] {
            let mut key: [u8; 32] = key.clone().try_into().unwrap();
            key[31] |= sign;
            assert!(PublicKey::from_bytes(key).is_err(), "{}", hex::encode(key));
        }
    }
    // y = 2 is on no point of the curve.
    let mut key = [0; 32];
    key[0] = 2;
    assert!(PublicKey::from_bytes(key).is_err());
    let good = SecretKey::from_seed([7; 32]).public();
    assert_eq!(PublicKey::from_bytes(*good.as_bytes()).unwrap(), good);
}

#[test]
fn keys_go_through_their_openssh_form() {
    let secret = SecretKey::from_seed([7; 32]);
    let text = secret.to_openssh();
    assert!(text.starts_with("-----BEGIN OPENSSH PRIVATE KEY-----\n") && text.ends_with('\n'));
    assert_eq!(SecretKey::from_openssh(&text).unwrap().public(), secret.public());
    let lines: Vec<&str> = text.lines().collect();
    for cut in [&lines[1..], &lines[..lines.len() - 1], &lines[..2]] {
        assert!(SecretKey::from_openssh(&cut.join("\n")).is_err());
    }
    for bad in ["", "x", &secret.public().to_openssh(), &text.replace("OPENSSH", "RSA")] {
        assert!(SecretKey::from_openssh(bad).is_err());
    }
}

#[test]
fn ssh_keygen_reads_our_keys_and_we_read_its() {
    if !tools::needs("ssh-keygen") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let keygen = |arguments: &[&str]| {
        let output = Command::new("ssh-keygen").args(arguments).current_dir(folder.path()).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let secret = SecretKey::from_seed([7; 32]);
    let ours = folder.path().join("ours");
    fs::write(&ours, secret.to_openssh()).unwrap();
    #[cfg(unix)]
    fs::set_permissions(&ours, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    let public = keygen(&["-y", "-P", "", "-f", "ours"]);
    assert_eq!(public.split(' ').take(2).collect::<Vec<_>>().join(" ").trim(), secret.public().to_openssh());

    keygen(&["-q", "-t", "ed25519", "-N", "", "-C", "c", "-f", "theirs"]);
    let theirs = SecretKey::from_openssh(&fs::read_to_string(folder.path().join("theirs")).unwrap()).unwrap();
    let line = fs::read_to_string(folder.path().join("theirs.pub")).unwrap();
    assert!(line.starts_with(&theirs.public().to_openssh()));

    keygen(&["-q", "-t", "ed25519", "-N", "password", "-C", "c", "-f", "sealed"]);
    keygen(&["-q", "-t", "ecdsa", "-N", "", "-C", "c", "-f", "other"]);
    for name in ["sealed", "other"] {
        let error =
            SecretKey::from_openssh(&fs::read_to_string(folder.path().join(name)).unwrap()).map(|_| ()).unwrap_err();
        assert_eq!(error.to_string(), "not an unencrypted ed25519 key in OpenSSH form");
    }
}
