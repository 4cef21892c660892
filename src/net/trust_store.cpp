#include "net/trust_store.h"

#include <algorithm>
#include <cstdlib>
#include <deque>
#include <fstream>
#include <openssl/err.h>
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

/// What is inside of the element that `text` starts with, as far as it is there.
std::string_view enter(std::string_view text) {
  if (text.size() < 2) return {};
  const std::size_t length = static_cast<unsigned char>(text[1]);
  const std::size_t header = length < 0x80 ? 2 : 2 + (length & 0x7F);
  return text.substr(std::min(header, text.size()));
}

std::string_view without_trailing_space(std::string_view line) {
  while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.remove_suffix(1);
  return line;
}

/// The bytes of base64 text: of its first `most_digits` only, if there are more.
std::string decode_base64(std::string_view text, std::size_t max_digits = std::string_view::npos) {
  std::string digits;
  digits.reserve(std::min(text.size(), max_digits));
  while (!text.empty() && digits.size() < max_digits) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    digits += without_trailing_space(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  digits.resize(std::min(digits.size(), max_digits) / 4 * 4);
  std::string bytes(digits.size() / 4 * 3, '\0');
  // Counts the padding as bytes; DER knows its own length, so what is too much does no harm.
  const int size =
      EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                      reinterpret_cast<const unsigned char*>(digits.data()), static_cast<int>(digits.size()));
  return size < 0 ? std::string() : bytes;
}

/// A name is near the beginning: decoding all of a certificate for it would take several times as long.
std::string subject_in(std::string_view base64) {
  constexpr std::size_t kUsuallyEnough = 512;
  std::string subject{subject_of(decode_base64(base64, kUsuallyEnough))};
  if (subject.empty()) subject = subject_of(decode_base64(base64));
  return subject;
}

X509Pointer decode(std::string_view der) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(der.data());
  return X509Pointer{d2i_X509(nullptr, &bytes, static_cast<long>(der.size()))};
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

void X509Free::operator()(X509* certificate) const { X509_free(certificate); }

std::string_view subject_of(std::string_view certificate) {
  std::string_view fields = enter(enter(certificate));
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
  std::ifstream in{file, std::ios::binary | std::ios::ate};
  if (!in) return Error{"cannot read certificate authorities from " + file, "check SSL_CERT_FILE"};
  TrustStore store;
  store.bundle_.resize(static_cast<std::size_t>(in.tellg()));
  in.seekg(0);
  in.read(store.bundle_.data(), static_cast<std::streamsize>(store.bundle_.size()));
  const std::string_view text{store.bundle_};
  for (std::size_t at = text.find(kBegin); at != std::string_view::npos; at = text.find(kBegin, at)) {
    const std::size_t from = at + kBegin.size();
    const std::size_t end = text.find(kEnd, from);
    if (end == std::string_view::npos) break;
    at = end;
    const Block block{from, end - from};
    std::string subject = subject_in(store.text_of(block));
    if (subject.empty()) continue;
    store.by_subject_.emplace(std::move(subject), store.certificates_.size());
    store.certificates_.push_back(block);
  }
  if (store.certificates_.empty())
    return Error{"no certificate in " + file, "it has to be a bundle in PEM form"};
  return store;
}

bool TrustStore::verify(X509_STORE_CTX* context) {
  // What is malformed in the bundle would be taken for a failure of the handshake.
  ERR_set_mark();
  add_named_authorities(context);
  ERR_pop_to_mark();
  return X509_verify_cert(context) > 0;
}

/// Adds every certificate of the bundle that the chain leads to: issuers of what the server sent, and theirs.
void TrustStore::add_named_authorities(X509_STORE_CTX* context) {
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
      X509* named = authority(it->second);
      if (!named) continue;
      X509_STORE_add_cert(store, named);
      names.push_back(issuer_of(named));
      found = true;
    }
  }
  // A name may be written in two ways (another string type, say) and still be the same to OpenSSL.
  if (!found) add_all(context);
}

void TrustStore::add_all(X509_STORE_CTX* context) {
  for (std::size_t k = 0; k < certificates_.size(); ++k)
    if (X509* each = authority(k)) X509_STORE_add_cert(X509_STORE_CTX_get0_store(context), each);
}

/// The certificate, decoded when it is first asked for: hosts of one cloud share their authorities.
/// @return null if it is malformed
X509* TrustStore::authority(std::size_t index) {
  const auto [slot, is_new] = decoded_.try_emplace(index);
  if (is_new) slot->second = decode(decode_base64(text_of(certificates_[index])));
  return slot->second.get();
}

}  // namespace eni::net
