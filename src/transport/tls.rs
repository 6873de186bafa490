//! TLS: the certificate of a server, from files or made by itself, and how a client knows a server again.
//!
//! What members send each other is signed and named by hash, so a certificate keeps secrets and vouches for nothing. One
//! that an authority has signed is checked as browsers do. Any other is taken at first sight and must stay the same: the
//! caller keeps its pin.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use rcgen::{CertificateParams, DistinguishedName, DnType, KeyPair};
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, ServerConfig, SignatureScheme};
use sha2::{Digest, Sha256};

use crate::transport::error::TransportError;

/// SHA-256 of a certificate.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Pin(pub [u8; 32]);

impl Pin {
    /// The pin written as `sha256:` and 64 hexadecimal digits.
    ///
    /// # Errors
    /// Anything else.
    pub fn parse(text: &str) -> Result<Self, TransportError> {
        let mut bytes = [0; 32];
        let digits = text.strip_prefix("sha256:").unwrap_or_default();
        match hex::decode_to_slice(digits, &mut bytes) {
            Ok(()) => Ok(Self(bytes)),
            Err(_) => Err(TransportError::Tls(format!("{text:?} is no pin"))),
        }
    }

    fn of(certificate: &CertificateDer<'_>) -> Self {
        Self(Sha256::digest(certificate).into())
    }
}

impl fmt::Display for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "sha256:{}", hex::encode(self.0))
    }
}

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The certificate and key of a server, in PEM.
#[derive(Clone)]
pub struct ServerTls {
    /// Certificates, the server's own first.
    pub certificates: String,
    /// Its private key.
    pub key: String,
}

impl ServerTls {
    /// A new certificate, signed by its own key, for these names.
    ///
    /// # Errors
    /// A name cannot stand in a certificate, or there is no randomness.
    pub fn self_signed(names: &[String]) -> Result<Self, TransportError> {
        let failed = |error: rcgen::Error| TransportError::Tls(error.to_string());
        let names: Vec<String> = names.iter().map(|name| name.trim_matches(['[', ']']).to_owned()).collect();
        let mut parameters = CertificateParams::new(names).map_err(failed)?;
        parameters.distinguished_name = DistinguishedName::new();
        parameters.distinguished_name.push(DnType::CommonName, "mosaic");
        let key = KeyPair::generate().map_err(failed)?;
        let certificate = parameters.self_signed(&key).map_err(failed)?;
        Ok(Self { certificates: certificate.pem(), key: key.serialize_pem() })
    }

    /// The pin by which clients know the certificate.
    ///
    /// # Errors
    /// There is no certificate in the text.
    pub fn pin(&self) -> Result<Pin, TransportError> {
        self.chain()?.first().map(Pin::of).ok_or_else(|| TransportError::Tls("there is no certificate".to_owned()))
    }

    fn chain(&self) -> Result<Vec<CertificateDer<'static>>, TransportError> {
        let all = CertificateDer::pem_slice_iter(self.certificates.as_bytes()).collect::<Result<_, _>>();
        all.map_err(|error| TransportError::Tls(format!("the certificate: {error}")))
    }

    /// What the server speaks TLS with.
    ///
    /// # Errors
    /// The texts are no certificate and key, or do not belong together.
    pub fn config(&self) -> Result<Arc<ServerConfig>, TransportError> {
        let key = PrivateKeyDer::from_pem_slice(self.key.as_bytes());
        let key = key.map_err(|error| TransportError::Tls(format!("the key: {error}")))?;
        let failed = |error: rustls::Error| TransportError::Tls(error.to_string());
        let builder = ServerConfig::builder_with_provider(provider()).with_safe_default_protocol_versions();
        let mut config =
            builder.map_err(failed)?.with_no_client_auth().with_single_cert(self.chain()?, key).map_err(failed)?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Arc::new(config))
    }
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

/// How a client decides whether it talks to the server that it means.
#[derive(Debug)]
pub struct Pins {
    authorities: Arc<WebPkiServerVerifier>,
    pin: Option<Pin>,
    /// Whether a certificate that nobody vouches for is taken when it is seen first.
    first_sight: bool,
    seen: Mutex<Option<Pin>>,
}

impl Pins {
    /// With the pin that was kept from an earlier session; without one, `first_sight` says whether a certificate may be taken
    /// that no authority vouches for.
    ///
    /// # Errors
    /// The built-in authorities cannot be used.
    pub fn new(pin: Option<Pin>, first_sight: bool) -> Result<Arc<Self>, TransportError> {
        let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        let authorities = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider()).build();
        let authorities = authorities.map_err(|error| TransportError::Tls(error.to_string()))?;
        Ok(Arc::new(Self { authorities, pin, first_sight, seen: Mutex::new(None) }))
    }

    /// The pin of a certificate that was taken at first sight: to be kept for later sessions.
    pub fn seen(&self) -> Option<Pin> {
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the client speaks TLS with.
    ///
    /// # Errors
    /// The library refuses.
    pub fn config(self: &Arc<Self>) -> Result<Arc<ClientConfig>, TransportError> {
        let builder = ClientConfig::builder_with_provider(provider()).with_safe_default_protocol_versions();
        let builder = builder.map_err(|error| TransportError::Tls(error.to_string()))?;
        let verifier: Arc<dyn ServerCertVerifier> = Arc::clone(self) as Arc<dyn ServerCertVerifier>;
        let config = builder.dangerous().with_custom_certificate_verifier(verifier).with_no_client_auth();
        Ok(Arc::new(config))
    }
}

impl ServerCertVerifier for Pins {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        between: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let found = Pin::of(certificate);
        if let Some(pin) = self.pin {
            return if pin == found {
                Ok(ServerCertVerified::assertion())
            } else {
                Err(rustls::Error::General(format!("the certificate is another one than before: {found}, not {pin}")))
            };
        }
        let verdict = self.authorities.verify_server_cert(certificate, between, name, ocsp, now);
        if verdict.is_ok() || !self.first_sight {
            return verdict;
        }
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if *seen.get_or_insert(found) == found {
            Ok(ServerCertVerified::assertion())
        } else {
            Err(rustls::Error::General("the certificate changed between two connections".to_owned()))
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.authorities.verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.authorities.verify_tls13_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.authorities.supported_verify_schemes()
    }
}
