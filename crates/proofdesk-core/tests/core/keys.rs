//! Public keys in every form.
//!
//! The expectations come from elsewhere: RFC 8032, RFC 8037, and keys written by OpenSSL
//! 3.0.19, OpenSSH 9.2 and pyca/cryptography 48. The golden key is the published test key
//! of the vendor's audit vectors; its seed is the bytes 00 to 1f, so nothing here is a secret:
//!
//! ```sh
//! (echo 302e020100300506032b657004220420; printf %02x $(seq 0 31)) | xxd -r -p > k.der
//! openssl pkey -inform DER -in k.der -out k.pem               # PRIVATE_PEM
//! openssl pkey -in k.pem -pubout                              # SPKI_PEM
//! openssl pkey -in k.pem -pubout -outform DER | xxd -p        # SPKI_HEX
//! openssl pkcs8 -topk8 -in k.pem -passout pass:test           # PRIVATE_ENCRYPTED_PEM
//! # k.ssh: pyca private_bytes(PEM, OpenSSH, NoEncryption), because ssh-keygen 9.2 reads no PKCS#8
//! ssh-keygen -c -C 'proof signing key, test' -f k.ssh         # PRIVATE_OPENSSH, OPENSSH_LINE
//! ```

#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::HashSet;

use curve25519_dalek::{EdwardsPoint, Scalar, constants::EIGHT_TORSION};
use ed25519_dalek::{Signer, SigningKey, Verifier, VerifyingKey};
use proofdesk_core::{encoding::*, key::*};
use proptest::prelude::*;
use sha2::{Digest as _, Sha512};

const HEX: &str = "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8";
const BASE64: &str = "A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=";
const BASE64URL: &str = "A6EHv_POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg";
/// `xxd -r -p | sha256sum` of [`HEX`].
const FINGERPRINT: &str = "56475aa75463474c0285df5dbf2bcab73da651358839e9b77481b2eab107708c";

const SPKI_HEX: &str = "302a300506032b6570032100\
                        03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8";
const SPKI_BASE64: &str = "MCowBQYDK2VwAyEAA6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=";
const SPKI_PEM: &str = "-----BEGIN PUBLIC KEY-----\n\
    MCowBQYDK2VwAyEAA6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=\n\
    -----END PUBLIC KEY-----\n";
const OPENSSH_LINE: &str = "ssh-ed25519 \
    AAAAC3NzaC1lZDI1NTE5AAAAIAOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4 \
    proof signing key, test\n";

const PRIVATE_DER_HEX: &str = "302e020100300506032b657004220420\
                               000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
const PRIVATE_DER_BASE64: &str = "MC4CAQAwBQYDK2VwBCIEIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f";
const PRIVATE_PEM: &str = "-----BEGIN PRIVATE KEY-----\n\
    MC4CAQAwBQYDK2VwBCIEIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f\n\
    -----END PRIVATE KEY-----\n";
const PRIVATE_ENCRYPTED_PEM: &str = "-----BEGIN ENCRYPTED PRIVATE KEY-----\n\
    MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAhCYnWJp0/nSgICCAAw\n\
    DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEIR5fz66t1yYdWE3EjyGyrEEQA8M\n\
    v2j0sd8ThN74VLAeofLbSN5xjqiGZ0fc82U5xnUvoEBZxcF+g1rM100NltzqC5x7\n\
    nSprdJHErmRyo1TJy/0=\n\
    -----END ENCRYPTED PRIVATE KEY-----\n";
const PRIVATE_OPENSSH: &str = "-----BEGIN OPENSSH PRIVATE KEY-----\n\
    b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW\n\
    QyNTUxOQAAACADoQe/884Qvh1w3RjnS8CZZ+TWMJulDV8d3IZkElUxuAAAAKBDu4MMQ7uD\n\
    DAAAAAtzc2gtZWQyNTUxOQAAACADoQe/884Qvh1w3RjnS8CZZ+TWMJulDV8d3IZkElUxuA\n\
    AAAEAAAQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHwOhB7/zzhC+HXDdGOdLwJln\n\
    5NYwm6UNXx3chmQSVTG4AAAAF3Byb29mIHNpZ25pbmcga2V5LCB0ZXN0AQIDBAUG\n\
    -----END OPENSSH PRIVATE KEY-----\n";

fn bytes(hex: &str) -> Vec<u8> {
    hex::decode(hex).unwrap()
}

fn array<const N: usize>(hex: &str) -> [u8; N] {
    bytes(hex).try_into().unwrap()
}

fn refusal(input: impl AsRef<[u8]>) -> KeyError {
    parse_key(input.as_ref()).unwrap_err()
}

#[test]
fn the_golden_key_in_every_form() {
    let jwk = format!(r#"{{"kty":"OKP","crv":"Ed25519","x":"{BASE64URL}","alg":"EdDSA"}}"#);
    let forms = [
        (HEX.to_owned(), KeyForm::Hex),
        (HEX.to_uppercase(), KeyForm::Hex),
        (format!("ed25519:{HEX}"), KeyForm::Hex),
        (BASE64.to_owned(), KeyForm::Base64),
        (BASE64.replace('=', ""), KeyForm::Base64),
        (BASE64URL.to_owned(), KeyForm::Base64),
        (format!("{BASE64URL}="), KeyForm::Base64),
        (format!("ed25519:{BASE64}"), KeyForm::Base64),
        (SPKI_PEM.to_owned(), KeyForm::SpkiPem),
        (SPKI_PEM.replace('\n', "\r\n"), KeyForm::SpkiPem),
        (SPKI_HEX.to_owned(), KeyForm::SpkiDer),
        (SPKI_BASE64.to_owned(), KeyForm::SpkiDer),
        (format!(r#"{{"keys":[{jwk}]}}"#), KeyForm::Jwk),
        (jwk, KeyForm::Jwk),
        (OPENSSH_LINE.to_owned(), KeyForm::OpenSsh),
    ];
    for (text, form) in forms {
        for input in [text.clone(), format!("\u{feff}{text}"), format!("\r\n\t {text} \r\n\n")] {
            let parsed = parse_key(input.as_bytes()).unwrap();
            assert_eq!(parsed.key.to_hex(), HEX, "{input:?}");
            assert_eq!(parsed.form, form, "{input:?}");
        }
    }
    let der = parse_key(&bytes(SPKI_HEX)).unwrap();
    assert_eq!((der.key.to_hex().as_str(), der.form), (HEX, KeyForm::SpkiDer));
    assert_eq!(der.key.as_bytes(), &array(HEX));
    assert_eq!(der.key.fingerprint().to_string(), FINGERPRINT);
    assert_eq!(format!("{:?}", der.key), format!("PublicKey({HEX})"));
}

#[test]
fn a_person_may_give_the_digits_of_a_key_as_they_are_passed_on() {
    let groups: Vec<&str> = (0..64).step_by(4).map(|at| &HEX[at..at + 4]).collect();
    for text in
        [groups.join(" "), groups.join(":"), groups.join("\n").to_uppercase(), format!("0x{HEX}")]
    {
        assert_eq!(parse_given_key(text.as_bytes()).unwrap().key.to_hex(), HEX, "{text}");
        assert!(parse_key(text.as_bytes()).is_err(), "{text}");
    }
    let hash = format!("SHA256:{}", groups.join(" "));
    for text in [&hash, &HEX[2..], "", "invoance:pk_cf912d40"] {
        assert_eq!(parse_given_key(text.as_bytes()), parse_key(text.as_bytes()), "{text}");
    }
}

#[test]
fn what_a_form_says_about_its_key() {
    let discovery = format!(
        r#"{{"domain":"acme.com","public_key":"{BASE64URL}","algorithm":"ed25519",
            "key_id":"invoance:pk_cf912d40","later_addition":[1]}}"#
    );
    let parsed = parse_key(discovery.as_bytes()).unwrap();
    assert_eq!(parsed.form, KeyForm::KeyDiscovery);
    assert_eq!(parsed.key.to_hex(), HEX);
    assert_eq!(parsed.domain.as_deref(), Some("acme.com"));
    assert_eq!(parsed.key_id.as_deref(), Some("invoance:pk_cf912d40"));
    assert_eq!(parsed.comment, None);

    let jwk = format!(r#"{{"kty":"OKP","crv":"Ed25519","x":"{BASE64URL}","kid":"k1","d":null}}"#);
    assert_eq!(parse_key(jwk.as_bytes()).unwrap().key_id.as_deref(), Some("k1"));

    let comment = |line: &str| parse_key(line.as_bytes()).unwrap().comment;
    assert_eq!(comment(OPENSSH_LINE).as_deref(), Some("proof signing key, test"));
    assert_eq!(comment(OPENSSH_LINE.split(" proof").next().unwrap()), None);
}

/// RFC 8037, appendix A.2, and RFC 8032, section 7.1, test 1, hold the same key.
#[test]
fn the_jwk_of_rfc_8037() {
    let jwk = br#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
    let key = parse_key(jwk).unwrap().key;
    assert_eq!(key.to_hex(), "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
}

#[test]
fn private_keys_are_refused_and_never_repeated() {
    let jwk = format!(
        r#"{{"kty":"OKP","crv":"Ed25519","x":"{BASE64URL}",
            "d":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"}}"#
    );
    let in_json = format!(r#"{{"private_key":{PRIVATE_PEM:?},"public_key":"{HEX}"}}"#);
    let texts = [
        PRIVATE_PEM,
        PRIVATE_ENCRYPTED_PEM,
        PRIVATE_OPENSSH,
        PRIVATE_DER_BASE64,
        PRIVATE_DER_HEX,
        &jwk,
        &in_json,
        &jwk.replace(r#""d""#, r#""\u0064""#),
        &format!("{SPKI_PEM}{PRIVATE_PEM}"),
        &PRIVATE_PEM.replace("PRIVATE", "PUBLIC"), // the wrong label over a private key
        &PRIVATE_PEM.replace("-----BEGIN PRIVATE KEY-----\n", ""),
        "-----BEGIN RSA PRIVATE KEY-----\nMIIB",
        "-----BEGIN PGP PRIVATE KEY BLOCK-----\n",
        "---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\n",
        "PuTTY-User-Key-File-3: ssh-ed25519\n",
    ];
    for text in texts {
        assert_eq!(refusal(text), KeyError::PrivateKey, "{text:?}");
    }
    // The first bytes inside the SEQUENCE that these wrote: openssl genpkey, pkcs8 -topk8 (PBES2),
    // pkcs8 -topk8 -v1 PBE-SHA1-3DES, ec, rsa -traditional, pkcs12 -export.
    let private_der = [
        "020100300506032b657004220420",
        "305706092a864886f70d01050d304a3029",
        "301c060a2a864886f70d010c0103300e",
        "0201010420a4348f8cba00",
        "020100024100b3017bcf",
        "0201033081dc06092a86",
    ];
    for content in private_der {
        assert_eq!(refusal(sequence(content)), KeyError::PrivateKey, "{content}");
    }
    let message = KeyError::PrivateKey.to_string();
    assert!(message.contains("private key") && message.contains("must not be shared"));
}

/// A DER SEQUENCE with this content, given in hex.
fn sequence(content: &str) -> Vec<u8> {
    let content = bytes(content);
    [&[0x30, u8::try_from(content.len()).unwrap()], content.as_slice()].concat()
}

/// Public keys of other types, made with openssl genpkey (the RSA and EC ones are cut: only the
/// algorithm is looked at), and the beginnings of other structures and lines.
#[test]
fn other_key_types_are_named() {
    let der = [
        ("300d06092a864886f70d0101010500034b0030", "RSA"),
        ("300b06092a864886f70d01010a034b003048", "RSA"),
        ("301306072a8648ce3d020106082a8648ce3d030107034200", "EC"),
        (
            "300506032b656e032100ecd95b9c89dbf80b3fb8310db2faf030b6f07bf188a1fa811fbb9580bb524213",
            "X25519",
        ),
        ("300506032b656f033900231788", "X448"),
        ("300506032b6571033a00b2e0fd", "Ed448"),
        ("300706052b24030302", "another DER algorithm"),
        ("3081dfa003020102", "another DER structure, perhaps a certificate"),
        ("", "another DER structure, perhaps a certificate"),
    ];
    let text = [
        (r#"{"kty":"RSA","n":"AQ","e":"AQAB"}"#, "RSA"),
        (r#"{"kty":"OKP","crv":"X25519","x":"AQ"}"#, "X25519"),
        (r#"{"kty":"OKP","crv":"Ed25519","x":"AQ","alg":"ES256"}"#, "ES256"),
        (r#"{"public_key":"AQ","algorithm":"rsa\u202e"}"#, "rsa\\u{202e}"),
        ("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----", "CERTIFICATE"),
        ("-----BEGIN RSA PUBLIC KEY-----\nMIIB\n-----END RSA PUBLIC KEY-----", "RSA PUBLIC KEY"),
        ("ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQC0", "ssh-rsa"),
        ("ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTY c", "ecdsa-sha2-nistp256"),
        ("sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5", "sk-ssh-ed25519@openssh.com"),
    ];
    let der = der.map(|(content, name)| (sequence(content), name));
    let text = text.map(|(text, name)| (text.as_bytes().to_vec(), name));
    for (input, name) in der.into_iter().chain(text) {
        let expected = KeyError::UnsupportedKeyType { found: name.to_owned() };
        assert_eq!(refusal(&input), expected, "{:?}", String::from_utf8_lossy(&input));
    }
    // However long the name is, little of it is repeated.
    let long = refusal(format!("ssh-{} AAAA", "\u{1f600}".repeat(1000))).to_string();
    assert!(long.len() < 1000 && long.is_ascii());
}

#[test]
fn what_is_not_a_key_is_named() {
    let key_id = |id: &str| KeyError::KeyId { key_id: id.to_owned() };
    assert_eq!(refusal("invoance:pk_cf912d40"), key_id("invoance:pk_cf912d40"));
    assert_eq!(refusal(" pk_cf912d40\n"), key_id("pk_cf912d40"));
    let in_json = r#"{"public_key":"invoance:pk_cf912d40","algorithm":"ed25519"}"#;
    assert_eq!(refusal(in_json), key_id("invoance:pk_cf912d40"));

    // 64 bytes: hex, base64 with and without padding.
    let base64 = "A".repeat(86);
    for text in [HEX.repeat(2), format!("ed25519:{base64}"), format!("{base64}==")] {
        assert_eq!(refusal(text), KeyError::SignatureOrKeyPair);
    }

    for nothing in ["", " \r\n", "\u{feff}", "\u{feff}\n"] {
        assert_eq!(refusal(nothing), KeyError::Empty);
    }
    for binary in [&b"\xff\xfe0\x003\x00"[..], b"\0", &[0x30, 0x2b, 0], &bytes(SPKI_HEX)[..43]] {
        assert_eq!(refusal(binary), KeyError::NotRecognised);
    }
    let more_than_one = [
        SPKI_PEM.repeat(2),
        OPENSSH_LINE.repeat(2),
        format!(r#"{{"kty":"OKP","crv":"Ed25519","x":"{BASE64URL}","public_key":"{HEX}"}}"#),
    ];
    for text in more_than_one {
        assert_eq!(refusal(text), KeyError::MoreThanOneKey);
    }
    let jwk = |more: &str| format!(r#"{{"kty":"OKP","crv":"Ed25519","x":"{BASE64URL}"{more}}}"#);
    let set = |keys: [&str; 2]| format!(r#"{{"keys":[{}]}}"#, keys.map(jwk).join(","));
    assert_eq!(refusal(set(["", ""])), KeyError::MoreThanOneKey);
    assert_eq!(refusal(set(["", r#","d":"AA""#])), KeyError::PrivateKey);
    assert_eq!(refusal(r#"{"keys":[]}"#), KeyError::MissingMember { member: "kty" });
}

#[test]
fn the_input_limit_is_64_kib() {
    let padded = |length: usize| format!("{HEX}{}", " ".repeat(length - HEX.len()));
    assert!(parse_key(padded(65_536).as_bytes()).is_ok());
    assert_eq!(refusal(padded(65_537)), KeyError::TooLarge { actual: 65_537 });
}

#[test]
fn malformed_keys_are_refused() {
    use DecodeError::*;
    let undecodable = [
        (&HEX[1..], OddHexLength { digits: 63 }),
        (&HEX[2..], WrongLength { expected: 32, actual: 31 }),
        (&BASE64URL[1..], WrongLength { expected: 32, actual: 31 }),
        (&SPKI_BASE64[1..], InvalidPadding),
        (&SPKI_BASE64[2..59], InvalidBase64Length { characters: 57 }),
        (&HEX[..42], WrongLength { expected: 32, actual: 21 }),
        ("A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbh", TrailingBits),
        ("sha256:00", InvalidCharacter { found: ':', offset: 6 }),
        ("not a key", InvalidCharacter { found: ' ', offset: 3 }),
        ("cl\u{e9}", InvalidCharacter { found: '\u{e9}', offset: 2 }),
    ];
    for (text, error) in undecodable {
        assert_eq!(refusal(text), KeyError::Undecodable(error), "{text}");
    }
    let malformed = [
        (SPKI_PEM.replace("-----END PUBLIC KEY-----", ""), KeyForm::SpkiPem),
        (SPKI_PEM.replace("END PUBLIC", "END"), KeyForm::SpkiPem),
        (SPKI_PEM.replace("MCow", ""), KeyForm::SpkiPem),
        (SPKI_PEM.replace("MCow", "M*ow"), KeyForm::SpkiPem),
        (format!("{SPKI_PEM}ED25519 Public-Key:\n"), KeyForm::SpkiPem),
        ("-----BEGIN PUBLIC KEY".to_owned(), KeyForm::SpkiPem),
        (OPENSSH_LINE.replace("AAAAC3", "AAAAC4"), KeyForm::OpenSsh),
        (OPENSSH_LINE.replace("SVTG4", "SVTG"), KeyForm::OpenSsh),
        (OPENSSH_LINE.replace("SVTG4", "SVTG4AAAA"), KeyForm::OpenSsh),
        ("ssh-ed25519 !".to_owned(), KeyForm::OpenSsh),
        // NULL parameters, which RFC 8410 forbids; then a key of 31 bytes.
        (hex::encode(sequence("300706032b65700500032100")), KeyForm::SpkiDer),
        (hex::encode(sequence(&SPKI_HEX[4..86])), KeyForm::SpkiDer),
    ];
    for (text, form) in malformed {
        assert_eq!(refusal(&text), KeyError::Malformed { form }, "{text}");
    }
}

#[test]
fn malformed_json_is_refused() {
    let missing = |member| KeyError::MissingMember { member };
    assert_eq!(refusal("{}"), missing("public_key"));
    assert_eq!(refusal(r#"{"kty":"OKP"}"#), missing("crv"));
    assert_eq!(refusal(r#"{"kty":"OKP","crv":"Ed25519"}"#), missing("x"));
    // An attestation carries the key that it claims to be signed with. That must not become a pin.
    let record =
        format!(r#"{{"attestation_id":"a","public_key":"{HEX}","signature_alg":"ed25519"}}"#);
    assert_eq!(refusal(record), missing("algorithm"));

    let unreadable = [
        format!(r#"{{"public_key":"{HEX}","public_key":"{HEX}","algorithm":"ed25519"}}"#),
        r#"{"d":"secret","#.to_owned(),
        r#"{"kty":"OKP","x":{"secret":"secret"}}"#.to_owned(),
        r#"{"kty":"OKP"} secret"#.to_owned(),
        "{".repeat(60_000),
    ];
    for text in unreadable {
        let error = refusal(&text);
        assert!(matches!(error, KeyError::InvalidJson { line: 1, column: 1.. }), "{error:?}");
        assert!(!error.to_string().contains("secret"));
    }
}

/// The eight points of low order, each in its canonical encoding, from curve arithmetic written
/// independently in Python: the multiples of a point of order 8.
#[test]
fn points_of_low_order_are_refused() {
    let encodings = [
        "0100000000000000000000000000000000000000000000000000000000000000", // order 1
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", // order 2
        "0000000000000000000000000000000000000000000000000000000000000000", // order 4
        "0000000000000000000000000000000000000000000000000000000000000080", // order 4
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05", // order 8
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85", // order 8
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a", // order 8
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa", // order 8
    ];
    for hex in encodings {
        assert_eq!(PublicKey::from_bytes(&array(hex)), Err(KeyError::LowOrder), "{hex}");
        assert_eq!(refusal(hex), KeyError::LowOrder, "{hex}");
    }
}

/// All encodings that are not canonical: y = p + k for the 19 values that fit into 255 bits, with
/// either sign, and the two points with x = 0 and a sign. Which k are points at all is again from
/// Python. 26 of the 40 are, the six of low order among them.
#[test]
fn encodings_that_are_not_canonical_are_refused() {
    let points = [0, 1, 3, 4, 5, 6, 9, 10, 14, 15, 16, 18];
    for k in 0..=18 {
        for last in [0x7f, 0xff] {
            let mut encoding = [0xff; 32];
            (encoding[0], encoding[31]) = (0xed + k, last);
            let error = match points.contains(&k) {
                true => KeyError::NonCanonical,
                false => KeyError::NotAPoint,
            };
            assert_eq!(PublicKey::from_bytes(&encoding), Err(error), "{}", hex::encode(encoding));
        }
    }
    let signed_zeros = [
        "0100000000000000000000000000000000000000000000000000000000000080",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    ];
    for hex in signed_zeros {
        assert_eq!(PublicKey::from_bytes(&array(hex)), Err(KeyError::NonCanonical), "{hex}");
    }
}

/// RFC 8032, section 7.1, tests 1 to 3: key, message, signature.
const RFC_8032: [[&str; 3]; 3] = [
    [
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155\
         5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ],
    [
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da\
         085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ],
    [
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac\
         18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ],
];

#[test]
fn signatures_of_rfc_8032() {
    for [key, message, signature] in RFC_8032 {
        let key = parse_key(key.as_bytes()).unwrap().key;
        let (message, signature) = (bytes(message), decode_flexible::<64>(signature).unwrap());
        assert!(key.verify(&message, &signature));
        assert!(!key.verify(&[&message[..], b"\0"].concat(), &signature));
        for bit in 0..512 {
            let mut changed = signature;
            changed[bit / 8] ^= 1 << (bit % 8);
            assert!(!key.verify(&message, &changed), "bit {bit}");
        }
    }
}

#[test]
fn signatures_that_only_lenient_checks_accept_do_not_hold() {
    // Test 1 with the group order added to S: a second signature that anybody can make.
    let [key, _, signature] = RFC_8032[0];
    let second = "4c8c7872aa064e049dbb3013fbf29380d25bf5f0595bbe24655141438e7a101b";
    let second = array(&format!("{}{second}", &signature[..64]));
    assert!(!PublicKey::from_bytes(&array(key)).unwrap().verify(b"", &second));

    // R is the neutral point, S = kA: made in Python with the golden seed.
    let low_order_r = "0100000000000000000000000000000000000000000000000000000000000000\
                       a4402f7a3d270be4255b95e82d5bbea5885fd4e62f3df9f708b2a5e148d8210a";
    let golden = PublicKey::from_bytes(&array(HEX)).unwrap();
    assert!(!golden.verify(b"any message", &array(low_order_r)));
}

/// With a key that has a part of low order, a signature can be made for each R of low order that
/// holds but for that: S = ka, and a message for which k times the part is -R. Only keys that are
/// of low order as a whole are refused as keys.
#[test]
fn every_r_of_low_order_is_refused() {
    for (i, part) in EIGHT_TORSION.into_iter().enumerate() {
        let a = Scalar::from(271_828_u32);
        let point = EdwardsPoint::mul_base(&a) + part;
        let key = point.compress().to_bytes();
        let (ours, theirs) =
            (PublicKey::from_bytes(&key).unwrap(), VerifyingKey::from_bytes(&key).unwrap());
        let mut seen = HashSet::new();
        for message in 0..400_u32 {
            let message = message.to_le_bytes();
            for r in EIGHT_TORSION {
                let r = r.compress().to_bytes();
                let k = Scalar::from_bytes_mod_order_wide(
                    &Sha512::digest([&r[..], &key, &message].concat()).into(),
                );
                let signature: [u8; 64] = [r, (k * a).to_bytes()].concat().try_into().unwrap();
                let holds = theirs.verify(&message, &signature.into()).is_ok();
                assert!(theirs.verify_strict(&message, &signature.into()).is_err());
                assert!(!ours.verify(&message, &signature));
                if holds {
                    seen.insert(r);
                }
            }
        }
        // The multiples of the part: as many as its order.
        assert_eq!(seen.len(), [1, 8, 4, 8, 2, 8, 4, 8][i]);
    }
}

/// Inputs that get further than noise does: the good forms with a part replaced.
fn nearly_keys() -> impl Strategy<Value = Vec<u8>> {
    let jwk = format!(r#"{{"kty":"OKP","crv":"Ed25519","x":"{BASE64URL}"}}"#);
    let forms = [HEX, BASE64, SPKI_PEM, OPENSSH_LINE, SPKI_BASE64, PRIVATE_OPENSSH, &jwk];
    let mut forms = forms.map(|form| form.as_bytes().to_vec()).to_vec();
    forms.extend([bytes(SPKI_HEX), bytes(PRIVATE_DER_HEX)]);
    let part = (any::<prop::sample::Index>(), 0..6_usize, prop::collection::vec(any::<u8>(), 0..6));
    (prop::sample::select(forms), part).prop_map(|(mut form, (at, removed, added))| {
        let at = at.index(form.len());
        form.splice(at..form.len().min(at + removed), added);
        form
    })
}

proptest! {
    /// Strictness is ours; the library has its own, slower one.
    #[test]
    fn a_signature_holds_exactly_where_the_library_is_strict(
        seed in any::<[u8; 32]>(),
        message in prop::collection::vec(any::<u8>(), 0..40),
        changes in prop::collection::vec((0..96_usize, any::<u8>()), 0..3),
    ) {
        let signer = SigningKey::from_bytes(&seed);
        let (mut key, mut signature) =
            (signer.verifying_key().to_bytes(), signer.sign(&message).to_bytes());
        for (at, byte) in changes {
            match at {
                0..32 => key[at] ^= byte,
                _ => signature[at - 32] ^= byte,
            }
        }
        if let Ok(ours) = PublicKey::from_bytes(&key) {
            let theirs = VerifyingKey::from_bytes(&key).unwrap();
            let strict = theirs.verify_strict(&message, &signature.into()).is_ok();
            prop_assert_eq!(ours.verify(&message, &signature), strict);
        }
    }

    #[test]
    fn no_input_panics(input in prop_oneof![
        prop::collection::vec(any::<u8>(), 0..200),
        prop::collection::vec(any::<u8>(), 0..100)
            .prop_map(|content| sequence(&hex::encode(content))),
        nearly_keys(),
    ]) {
        // Whatever is accepted survives the way back through its hex form; every error has words.
        match parse_key(&input) {
            Ok(parsed) => {
                prop_assert_eq!(parse_key(parsed.key.to_hex().as_bytes()).unwrap().key, parsed.key)
            }
            Err(error) => prop_assert!(error.to_string().len() < 1000),
        }
    }
}
