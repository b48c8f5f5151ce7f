//! The schema of the report says what the report is, and all of it. That every report is valid
//! against it is tested wherever tests make one, which is at the command line.

use std::collections::BTreeSet;

use proofdesk_engine::core::verdict::Reason;
use proofdesk_engine::core::verdict::Verdict;
use proofdesk_engine::report::{JSON_SCHEMA, SCHEMA};
use serde_json::Value;

use crate::support::{Run, header, pasted};

fn schema() -> Value {
    serde_json::from_str(JSON_SCHEMA).unwrap()
}

fn codes(schema: &Value) -> BTreeSet<&str> {
    schema["enum"].as_array().unwrap().iter().map(|code| code.as_str().unwrap()).collect()
}

#[test]
fn it_is_a_json_schema_of_this_version() {
    let schema = schema();
    assert!(jsonschema::draft202012::meta::is_valid(&schema));
    assert_eq!(schema["properties"]["schema"]["const"], SCHEMA);
}

#[test]
fn it_names_every_reason_and_every_verdict() {
    let schema = schema();
    let reasons: BTreeSet<&str> = Reason::ALL.iter().map(|reason| reason.code()).collect();
    assert_eq!(codes(&schema["$defs"]["reason"]), reasons);
    let verdicts: BTreeSet<&str> = Verdict::ALL.iter().map(|verdict| verdict.code()).collect();
    assert_eq!(codes(&schema["$defs"]["verdict"]), verdicts);
}

/// What a report has only if it was asked for, and of it only what was given.
const OPTIONAL: [&str; 6] = ["engagement", "against", "cache", "cached", "role", "second_keys"];

/// Every object is closed, and every member of it is described, and is there unless it was not asked for.
#[test]
fn it_describes_every_member() {
    fn visit(at: &str, value: &Value, members: &mut usize) {
        if let Some(properties) = value.get("properties").and_then(Value::as_object)
            && value["type"] == "object"
        {
            assert_eq!(value["additionalProperties"], false, "{at} is open");
            let required = value["required"].as_array().map(Vec::as_slice).unwrap_or_default();
            let optional = properties.keys().filter(|name| match at {
                "/$defs/engagement" => true,
                _ => OPTIONAL.contains(&name.as_str()),
            });
            assert_eq!(required.len(), properties.len() - optional.count(), "{at}");
            for (name, property) in properties {
                *members += 1;
                let description = property["description"].as_str().unwrap_or_default();
                assert!(description.ends_with(['.', '?']), "{at}/{name} is not described");
            }
        }
        match value {
            Value::Object(inner) => {
                inner.iter().for_each(|(name, v)| visit(&format!("{at}/{name}"), v, members));
            }
            Value::Array(inner) => inner.iter().for_each(|v| visit(at, v, members)),
            _ => {}
        }
    }
    let mut members = 0;
    visit("", &schema(), &mut members);
    assert!(members > 60, "{members}");
}

#[test]
fn it_refuses_what_is_no_report() {
    let validator = jsonschema::draft202012::new(&schema()).unwrap();
    let mut run = Run::over([pasted("a letter", "Dear members,")]);
    let mut written = Vec::new();
    run.results.write_json(&header(&run.job, &run.summary), &mut written).unwrap();
    let mut report: Value = serde_json::from_slice(&written).unwrap();
    assert!(validator.is_valid(&report));
    report["summary"]["verified"] = (-1).into();
    assert!(!validator.is_valid(&report));
    report["summary"]["verified"] = 0.into();
    report["more"] = true.into();
    assert!(!validator.is_valid(&report));
}
