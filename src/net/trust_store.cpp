#include "net/trust_store.h"

#include <cstdlib>
#include <deque>
#include <fstream>
#include <iterator>
#include <memory>
#include <openssl/evp.h>
#include <openssl/x509_vfy.h>
#include <set>
#include <sys/stat.h>

namespace eni::net {

namespace {

constexpr std::string_view kBegin = "-----BEGIN CERTIFICATE-----";
constexpr std::string_view kEnd = "-----END CERTIFICATE-----";
constexpr const char* kUsualBundles[] = {"/etc/pki/tls/certs/ca-bundle.crt",
                                         "/etc/ssl/certs/ca-certificates.crt"};

using X509Pointer = std::unique_ptr<X509, decltype(&X509_free)>;

/// One element of DER: its contents, and all of it with tag and length.
struct Der {
  std::string_view contents;
  std::string_view whole;
};

/// Takes the first element off `rest`; an empty `whole` means that it is not DER.
Der take(std::string_view& rest) {
  if (rest.size() < 2) return {};
  std::size_t header = 2;
  std::size_t length = static_cast<unsigned char>(rest[1]);
  if (length >= 0x80) {
    const std::size_t digits = length & 0x7F;
    if (digits == 0 || digits > 4 || rest.size() < 2 + digits) return {};
    length = 0;
    for (std::size_t k = 0; k < digits; ++k) length = length << 8 | static_cast<unsigned char>(rest[2 + k]);
    header += digits;
  }
  if (rest.size() - header < length) return {};
  const Der element{rest.substr(header, length), rest.substr(0, header + length)};
  rest.remove_prefix(header + length);
  return element;
}

/// The bytes of one PEM block's base64 text; empty if it is not that.
std::string decode_block(std::string_view text) {
  std::string digits;
  digits.reserve(text.size());
  for (char c : text)
    if (c != '\n' && c != '\r' && c != ' ') digits += c;
  std::string bytes(digits.size() / 4 * 3, '\0');
  const int size =
      EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                      reinterpret_cast<const unsigned char*>(digits.data()), static_cast<int>(digits.size()));
  if (size < 0) return {};
  // EVP_DecodeBlock counts the padding as bytes; DER knows its own length, so what is too much is cut there.
  std::string_view rest{bytes};
  return std::string(take(rest).whole);
}

X509Pointer decode(std::string_view der) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(der.data());
  return {d2i_X509(nullptr, &bytes, static_cast<long>(der.size())), &X509_free};
}

std::string issuer_of(const X509* certificate) {
  unsigned char* bytes = nullptr;
  const int size = i2d_X509_NAME(X509_get_issuer_name(certificate), &bytes);
  if (size <= 0) return {};
  const std::string name(reinterpret_cast<char*>(bytes), static_cast<std::size_t>(size));
  OPENSSL_free(bytes);
  return name;
}

}  // namespace

std::string_view subject_of(std::string_view certificate) {
  std::string_view outer = certificate;
  std::string_view tbs = take(outer).contents;
  std::string_view fields = take(tbs).contents;
  // [0] version (absent in version 1), serial number, signature algorithm, issuer, validity, then the
  // subject.
  if (!fields.empty() && static_cast<unsigned char>(fields.front()) == 0xA0) take(fields);
  for (int skipped = 0; skipped < 4; ++skipped)
    if (take(fields).whole.empty()) return {};
  return take(fields).whole;
}

Result<std::string> TrustStore::find_bundle(const std::string& configured) {
  if (!configured.empty()) return configured;
  if (const char* named = std::getenv("SSL_CERT_FILE"); named && *named) return std::string(named);
  struct stat ignored;
  for (const char* path : kUsualBundles)
    if (::stat(path, &ignored) == 0) return std::string(path);
  return Error{"no certificate authorities found",
               std::string("set SSL_CERT_FILE to a PEM bundle; looked for ") + kUsualBundles[0] + " and " +
                   kUsualBundles[1]};
}

Result<TrustStore> TrustStore::load(const std::string& file) {
  std::ifstream in{file, std::ios::binary};
  if (!in) return Error{"cannot read certificate authorities from " + file, "check SSL_CERT_FILE"};
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  TrustStore store;
  for (std::size_t at = text.find(kBegin); at != std::string::npos; at = text.find(kBegin, at)) {
    const std::size_t from = at + kBegin.size();
    const std::size_t end = text.find(kEnd, from);
    if (end == std::string::npos) break;
    std::string certificate = decode_block(std::string_view{text}.substr(from, end - from));
    at = end;
    const std::string subject{subject_of(certificate)};
    if (subject.empty()) continue;
    store.by_subject_.emplace(subject, store.certificates_.size());
    store.certificates_.push_back(std::move(certificate));
  }
  if (store.certificates_.empty())
    return Error{"no certificate in " + file, "it has to be a bundle in PEM form"};
  return store;
}

bool TrustStore::verify(X509_STORE_CTX* context) const {
  add_named_authorities(context);
  return X509_verify_cert(context) > 0;
}

/// Adds every certificate of the bundle that the chain leads to: issuers of what the server sent, and theirs.
void TrustStore::add_named_authorities(X509_STORE_CTX* context) const {
  X509_STORE* store = X509_STORE_CTX_get0_store(context);
  std::deque<std::string> names;
  if (const X509* leaf = X509_STORE_CTX_get0_cert(context)) names.push_back(issuer_of(leaf));
  const STACK_OF(X509)* sent = X509_STORE_CTX_get0_untrusted(context);
  for (int k = 0; k < sk_X509_num(sent); ++k) names.push_back(issuer_of(sk_X509_value(sent, k)));
  std::set<std::string> seen;
  bool found = false;
  for (; !names.empty(); names.pop_front()) {
    if (!seen.insert(names.front()).second) continue;
    const auto [first, last] = by_subject_.equal_range(names.front());
    for (auto it = first; it != last; ++it) {
      const X509Pointer authority = decode(certificates_[it->second]);
      if (!authority) continue;
      X509_STORE_add_cert(store, authority.get());
      names.push_back(issuer_of(authority.get()));
      found = true;
    }
  }
  // A name may be written in two ways (another string type, say) and still be the same to OpenSSL.
  if (!found) add_all(context);
}

void TrustStore::add_all(X509_STORE_CTX* context) const {
  X509_STORE* store = X509_STORE_CTX_get0_store(context);
  for (const std::string& der : certificates_)
    if (const X509Pointer authority = decode(der)) X509_STORE_add_cert(store, authority.get());
}

}  // namespace eni::net
