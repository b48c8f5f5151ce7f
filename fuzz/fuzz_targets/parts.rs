#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| proofdesk_fuzz::targets::parts(data));
