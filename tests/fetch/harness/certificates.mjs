/** A certificate authority of its own for each test file, and the certificates it gives out, good and bad. */
import { execFileSync } from "node:child_process";
import { X509Certificate, createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folder = mkdtempSync(join(tmpdir(), "proofdesk-ca-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

const openssl = (...args) => execFileSync("openssl", args, { cwd: folder, stdio: "pipe" });
const DAY = 86_400_000;

/** A moment as `openssl ca` takes it. */
const stamp = (days) =>
  new Date(Date.now() + days * DAY)
    .toISOString()
    .replace(/[-:T]|\.\d+/g, "")
    .slice(2);

function authority(name) {
  mkdirSync(join(folder, name));
  writeFileSync(join(folder, name, "index.txt"), "");
  writeFileSync(
    join(folder, name, "ca.cnf"),
    `[ca]
default_ca = own
[own]
database = ${name}/index.txt
new_certs_dir = ${name}
rand_serial = yes
default_md = sha256
policy = any
copy_extensions = copy
unique_subject = no
[any]
commonName = supplied
`,
  );
  const request = [
    "req",
    "-x509",
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:P-256",
    "-noenc",
  ];
  const out = ["-keyout", `${name}/ca.key`, "-out", `${name}/ca.pem`];
  openssl(...request, ...out, "-subj", `/CN=${name}`, "-days", "10");
}

/** A certificate for a server; `from` and `until` are days from now. */
function issue(
  name,
  {
    by = "trusted",
    names = "DNS:localhost,IP:127.0.0.1",
    use = "extendedKeyUsage=serverAuth",
    from = -1,
    until = 5,
  } = {},
) {
  const key = `${name}.key`;
  openssl(
    ..."req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc".split(" "),
    ...["-keyout", key, "-out", `${name}.csr`, "-subj", `/CN=${name}`],
    ...["-addext", `subjectAltName=${names}`, "-addext", use],
  );
  openssl(
    ...[
      "ca",
      "-batch",
      "-config",
      `${by}/ca.cnf`,
      "-cert",
      `${by}/ca.pem`,
      "-keyfile",
      `${by}/ca.key`,
    ],
    ...["-in", `${name}.csr`, "-out", `${name}.pem`, "-notext"],
    ...["-startdate", stamp(from), "-enddate", stamp(until)],
  );
  const read = (file) => readFileSync(join(folder, file), "utf8");
  const cert = read(`${name}.pem`);
  const sha256 = createHash("sha256").update(new X509Certificate(cert).raw).digest("hex");
  return { key: read(key), cert, sha256 };
}

authority("trusted");
authority("unknown");

/** The file with the certificate authority that the tests trust. */
export const ca = join(folder, "trusted/ca.pem");
export const good = issue("good");
export const bad = {
  certificate_expired: issue("expired", { from: -4, until: -2 }),
  certificate_not_yet_valid: issue("early", { from: 2, until: 4 }),
  certificate_wrong_name: issue("elsewhere", { names: "DNS:elsewhere.example" }),
  certificate_unknown_issuer: issue("stranger", { by: "unknown" }),
};
/** What is wrong with these is said in words; they have one code. */
export const notForServers = issue("client", { use: "extendedKeyUsage=clientAuth" });
export const ofAuthority = issue("lesser", { use: "basicConstraints=critical,CA:TRUE" });
