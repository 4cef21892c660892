#include "sandbox/services/ec2/key_pairs/key_material.h"

#include <array>
#include <memory>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdexcept>

#include "base/deleter.h"
#include "base/hash.h"
#include "base/text.h"
#include "sandbox/services/ec2/key_pairs/public_key_text.h"
#include "sandbox/services/ec2/key_pairs/ssh_strings.h"

namespace eni::sandbox::ec2_service {
namespace {

constexpr unsigned kRsaBits = 2048;
constexpr std::string_view kRsaName = "ssh-rsa";
constexpr std::string_view kEd25519Name = "ssh-ed25519";
constexpr std::size_t kEd25519Bytes = 32;

using Key = std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Deleter<EVP_PKEY_CTX_free>>;
using Number = std::unique_ptr<BIGNUM, Deleter<BN_free>>;
using Bio = std::unique_ptr<BIO, Deleter<BIO_free>>;
using ParamBuilder = std::unique_ptr<OSSL_PARAM_BLD, Deleter<OSSL_PARAM_BLD_free>>;
using Param = std::unique_ptr<OSSL_PARAM, Deleter<OSSL_PARAM_free>>;

/// "ab:cd:…"
std::string with_colons(std::string_view digest) {
  std::string out;
  for (const char byte : digest) {
    if (!out.empty()) out.push_back(':');
    out.append(hex(std::string_view{&byte, 1}));
  }
  return out;
}

/// PKCS #1: "BEGIN RSA PRIVATE KEY".
std::string rsa_pem(EVP_PKEY* key) {
  const Bio bio{BIO_new(BIO_s_mem())};
  PEM_write_bio_PrivateKey_traditional(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

/// PKCS #8.
std::string private_der(EVP_PKEY* key) {
  const std::unique_ptr<PKCS8_PRIV_KEY_INFO, Deleter<PKCS8_PRIV_KEY_INFO_free>> info{EVP_PKEY2PKCS8(key)};
  unsigned char* bytes = nullptr;
  const int size = i2d_PKCS8_PRIV_KEY_INFO(info.get(), &bytes);
  std::string der{reinterpret_cast<char*>(bytes), static_cast<std::size_t>(size)};
  OPENSSL_free(bytes);
  return der;
}

std::string public_der(EVP_PKEY* key) {
  unsigned char* bytes = nullptr;
  const int size = i2d_PUBKEY(key, &bytes);
  std::string der{reinterpret_cast<char*>(bytes), static_cast<std::size_t>(size)};
  OPENSSL_free(bytes);
  return der;
}

// ---- SSH's form of public keys (RFC 4253, section 6.6) --------------------------------------------------------

/// Positive, so with a zero in front where its first bit is set.
std::string bytes_of(const BIGNUM* number) {
  std::string bytes(static_cast<std::size_t>(BN_num_bytes(number)), '\0');
  BN_bn2bin(number, reinterpret_cast<unsigned char*>(bytes.data()));
  return !bytes.empty() && (bytes[0] & 0x80) ? std::string(1, '\0') + bytes : bytes;
}

std::string rsa_blob(EVP_PKEY* key) {
  std::string blob;
  append_string(blob, kRsaName);
  for (const char* name : {OSSL_PKEY_PARAM_RSA_E, OSSL_PKEY_PARAM_RSA_N}) {
    BIGNUM* raw = nullptr;
    EVP_PKEY_get_bn_param(key, name, &raw);
    const Number number{raw};
    append_string(blob, bytes_of(number.get()));
  }
  return blob;
}

using RawKey = int (*)(const EVP_PKEY*, unsigned char*, std::size_t*);

std::string raw_ed25519(EVP_PKEY* key, RawKey get) {
  std::string raw(kEd25519Bytes, '\0');
  std::size_t size = raw.size();
  get(key, reinterpret_cast<unsigned char*>(raw.data()), &size);
  return raw;
}

std::string ed25519_blob(EVP_PKEY* key) {
  std::string blob;
  append_string(blob, kEd25519Name);
  append_string(blob, raw_ed25519(key, EVP_PKEY_get_raw_public_key));
  return blob;
}

/// The part of an OpenSSH key that a passphrase would encrypt. Two equal numbers show that the right one was used; any will do
/// without one.
std::string openssh_private_part(EVP_PKEY* key) {
  constexpr std::uint32_t kCheck = 0x656e6900;
  constexpr std::size_t kBlockBytes = 8;
  const std::string open = raw_ed25519(key, EVP_PKEY_get_raw_public_key);
  std::string part;
  append_uint32(part, kCheck);
  append_uint32(part, kCheck);
  append_string(part, kEd25519Name);
  append_string(part, open);
  append_string(part, raw_ed25519(key, EVP_PKEY_get_raw_private_key) + open);
  append_string(part, "");  // comment
  for (char padding = 1; part.size() % kBlockBytes != 0; ++padding) part.push_back(padding);
  return part;
}

/// OpenSSH's own format, the only one in which ssh-keygen reads ED25519 keys. Source: openssh-portable, PROTOCOL.key.
std::string openssh_pem(EVP_PKEY* key) {
  constexpr std::size_t kColumns = 70;
  std::string bytes{"openssh-key-v1\0", 15};
  append_string(bytes, "none");  // cipher
  append_string(bytes, "none");  // key derivation
  append_string(bytes, "");
  append_uint32(bytes, 1);  // keys
  append_string(bytes, ed25519_blob(key));
  append_string(bytes, openssh_private_part(key));
  std::string pem = "-----BEGIN OPENSSH PRIVATE KEY-----\n";
  const std::string body = base64_encode(bytes);
  for (std::size_t at = 0; at < body.size(); at += kColumns)
    pem.append(body.substr(at, kColumns)).push_back('\n');
  return pem + "-----END OPENSSH PRIVATE KEY-----\n";
}

Key rsa_key(const std::string& exponent, const std::string& modulus) {
  const auto number = [](const std::string& bytes) {
    return Number{BN_bin2bn(reinterpret_cast<const unsigned char*>(bytes.data()),
                            static_cast<int>(bytes.size()), nullptr)};
  };
  const Number e = number(exponent);
  const Number n = number(modulus);
  const ParamBuilder builder{OSSL_PARAM_BLD_new()};
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get());
  const Param params{OSSL_PARAM_BLD_to_param(builder.get())};
  const KeyContext context{EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr)};
  EVP_PKEY* key = nullptr;
  if (EVP_PKEY_fromdata_init(context.get()) <= 0 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params.get()) <= 0)
    return {};
  return Key{key};
}

std::string ed25519_fingerprint(const std::string& blob) { return base64_encode(sha256(blob)); }

}  // namespace

KeyMaterial make_key(KeyType type) {
  const bool is_rsa = type == KeyType::kRsa;
  const Key key{is_rsa ? EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{kRsaBits})
                       : EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")};
  if (!key) throw std::runtime_error("no key could be made");
  const std::string blob = is_rsa ? rsa_blob(key.get()) : ed25519_blob(key.get());
  KeyMaterial material;
  material.private_key = is_rsa ? rsa_pem(key.get()) : openssh_pem(key.get());
  material.public_key = std::string(is_rsa ? kRsaName : kEd25519Name) + " " + base64_encode(blob);
  material.fingerprint = is_rsa ? with_colons(sha1(private_der(key.get()))) : ed25519_fingerprint(blob);
  return material;
}

namespace {

std::optional<ImportedKey> key_of_blob(const std::string& blob) {
  std::string_view rest{blob};
  const auto name = take_string(rest);
  if (!name) return std::nullopt;
  ImportedKey key;
  key.material.public_key = *name + " " + base64_encode(blob);
  if (*name == kEd25519Name) {
    const auto raw = take_string(rest);
    if (!raw || raw->size() != kEd25519Bytes) return std::nullopt;
    key.type = KeyType::kEd25519;
    key.material.fingerprint = ed25519_fingerprint(blob);
    return key;
  }
  const auto exponent = take_string(rest);
  const auto modulus = take_string(rest);
  if (*name != kRsaName || !exponent || !modulus) return std::nullopt;
  const Key rsa = rsa_key(*exponent, *modulus);
  if (!rsa) return std::nullopt;
  key.material.fingerprint = with_colons(md5(public_der(rsa.get())));
  return key;
}

/// Base64 of a SubjectPublicKeyInfo.
std::optional<std::string> blob_of_der(std::string_view text) {
  const auto der = base64_decode(trim(text));
  if (!der) return std::nullopt;
  const auto* bytes = reinterpret_cast<const unsigned char*>(der->data());
  const Key key{d2i_PUBKEY(nullptr, &bytes, static_cast<long>(der->size()))};
  if (!key) return std::nullopt;
  if (EVP_PKEY_is_a(key.get(), "RSA") != 0) return rsa_blob(key.get());
  if (EVP_PKEY_is_a(key.get(), "ED25519") != 0) return ed25519_blob(key.get());
  return std::nullopt;
}

}  // namespace

std::optional<ImportedKey> read_public_key(std::string_view text) {
  auto blob = public_key_blob(text);
  if (!blob) blob = blob_of_der(text);
  return blob ? key_of_blob(*blob) : std::nullopt;
}

}  // namespace eni::sandbox::ec2_service
