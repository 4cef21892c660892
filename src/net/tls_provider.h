#pragma once
/// The part of OpenSSL's cryptography that a TLS client needs. OpenSSL 3 prepares every algorithm that its provider
/// offers before it gives one away, and looks through all of its key decoders for each certificate: for the Lambda
/// function, of which each process serves few events, that is more work than the handshakes themselves.
#include <string_view>

namespace eni::net {

/// Makes OpenSSL of this process know only what a client of TLS 1.2 (forward secrecy, AEAD) and TLS 1.3 uses, as far
/// as `is_used_by_tls_client` says so; its own TLS settings follow from what there is. To be called once, before any
/// other use of OpenSSL. Does nothing where OpenSSL is a shared library, which keeps its provider to itself.
/// @return whether it is so now; if not, OpenSSL works with everything it has
bool keep_to_tls_algorithms();

/// Whether a TLS client uses an algorithm.
/// @param operation   OSSL_OP_DIGEST and so on
/// @param names       as a provider writes them: "SHA2-256:SHA-256:SHA256:2.16.840.1.101.3.4.2.1"
/// @param properties  as a provider writes them: "provider=default,input=der,structure=SubjectPublicKeyInfo"
bool is_used_by_tls_client(int operation, std::string_view names, std::string_view properties);

}  // namespace eni::net
