"""The sample configuration of nginx, fitted to a trial: only addresses and folders are replaced."""

from __future__ import annotations

import ipaddress
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from deploy.trial.addresses import HOST, Addresses
from deploy.trial.processes import ROOT

SAMPLES = ROOT / "deploy" / "nginx"
FRAME = """
daemon off;
worker_processes 2;
{user}
pid {folder}/nginx.pid;
error_log {folder}/nginx-errors.log warn;
events {{ worker_connections 1024; }}
http {{
    include /etc/nginx/mime.types;
    client_body_temp_path {folder}/nginx-body;
    proxy_temp_path {folder}/nginx-proxy;
    fastcgi_temp_path {folder}/nginx-unused-1;
    uwsgi_temp_path {folder}/nginx-unused-2;
    scgi_temp_path {folder}/nginx-unused-3;
    include {folder}/portal.conf;
}}
"""


def configure(at: Addresses, user: str = "") -> Path:
    """Write certificate and configuration into the folder of the trial; gives the configuration's path."""
    _certificate(at.folder)
    for name in ("portal.conf", "portal-proxy.conf"):
        (at.folder / name).write_text(_fitted((SAMPLES / name).read_text(), at))
    main = at.folder / "nginx.conf"
    main.write_text(FRAME.format(folder=at.folder, user=f"user {user};" if user else ""))
    return main


def _fitted(sample: str, at: Addresses) -> str:
    folder = str(at.folder)
    web = "\n    ".join(f"server {HOST}:{port} max_fails=2 fail_timeout=5s;" for port in at.web)
    fitted = re.sub(r"server 127\.0\.0\.1:8000 [^;]*;", web, sample)
    fitted = re.sub(r"^ *listen \[::\].*\n", "", fitted, flags=re.MULTILINE)
    for of_the_sample, of_the_trial in (
        ("listen 80;", f"listen {HOST}:{at.http};"),
        ("listen 443 ssl", f"listen {HOST}:{at.https} ssl"),
        ("guide.example.org", HOST),
        ("https://$host$request_uri", f"{at.portal}$request_uri"),
        # On another port than 443 the port belongs to the name of the host.
        ("Host $host;", "Host $http_host;"),
        ("/etc/ssl/portal", folder),
        ("/etc/nginx/portal-proxy.conf", f"{folder}/portal-proxy.conf"),
        ("/var/lib/nginx/portal-cache", f"{folder}/cache"),
        ("/var/log/nginx", folder),
        ("/var/lib/portal", f"{folder}/data"),
        ("/run/portal", folder),
    ):
        fitted = fitted.replace(of_the_sample, of_the_trial)
    return fitted


def _certificate(folder: Path) -> None:
    """Sign a certificate for this machine by itself, good for a week."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=7))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(HOST))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    (folder / "fullchain.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "key.pem").touch(mode=0o600)
    (folder / "key.pem").write_bytes(private)
