#include "aws/chunked_upload.h"

#include <charconv>

#include "base/hash.h"
#include "base/text.h"

namespace eni::aws {

namespace {

ApiError incomplete_body() {
  return {"IncompleteBody",
          "You did not provide the number of bytes specified by the Content-Length HTTP header", 400};
}

ApiError wrong_chunk_signature() {
  return {"SignatureDoesNotMatch",
          "The request signature we calculated does not match the signature you provided. Check your key and "
          "signing "
          "method.",
          403};
}

enum class ChunkSigning { kNone, kHmac };

struct Form {
  std::string_view name;
  ChunkSigning signing;
  bool trailer;
};

constexpr Form kForms[] = {
    {"STREAMING-AWS4-HMAC-SHA256-PAYLOAD", ChunkSigning::kHmac, false},
    {"STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER", ChunkSigning::kHmac, true},
    {"STREAMING-UNSIGNED-PAYLOAD-TRAILER", ChunkSigning::kNone, true},
};

std::string_view declared_form(const net::Request& request) {
  return request.headers.text("X-Amz-Content-Sha256");
}

/// Each chunk's signature covers the one before, from the request's own on.
class SignatureChain {
 public:
  SignatureChain(const SignatureClaim& claim, std::string_view key)
      : prefix_{"\n" + claim.amz_date + "\n" + claim.scope.text() + "\n"},
        key_{key},
        previous_{claim.signature} {}

  ApiResult<void> check_chunk(std::string_view bytes, std::string_view claimed) {
    return check("AWS4-HMAC-SHA256-PAYLOAD", sha256_hex({}) + "\n" + sha256_hex(bytes), claimed);
  }
  ApiResult<void> check_trailer(std::string_view canonical, std::string_view claimed) {
    return check("AWS4-HMAC-SHA256-TRAILER", sha256_hex(canonical), claimed);
  }

 private:
  ApiResult<void> check(std::string_view algorithm, const std::string& digests, std::string_view claimed) {
    previous_ = signature(key_, std::string(algorithm) + prefix_ + previous_ + "\n" + digests);
    if (!equal_in_constant_time(previous_, claimed)) return wrong_chunk_signature();
    return {};
  }

  std::string prefix_;
  std::string_view key_;
  std::string previous_;
};

/// Takes one line off `rest`, without its CRLF (a bare LF ends a line, too).
std::optional<std::string_view> take_line(std::string_view& rest) {
  const auto end = rest.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end + 1);
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

struct ChunkHeader {
  std::size_t size = 0;
  std::string_view signature;
};

std::optional<ChunkHeader> read_chunk_header(std::string_view line) {
  ChunkHeader header;
  const std::string_view size = line.substr(0, line.find(';'));
  const auto [end, code] = std::from_chars(size.data(), size.data() + size.size(), header.size, 16);
  if (code != std::errc{} || end != size.data() + size.size()) return std::nullopt;
  constexpr std::string_view kExtension = "chunk-signature=";
  const auto at = line.find(kExtension);
  if (at != std::string_view::npos) header.signature = line.substr(at + kExtension.size());
  return header;
}

/// Reads `name:value` lines up to an empty one or the end. The signature of a signed trailer is its last
/// line.
ApiResult<net::Headers> read_trailers(std::string_view rest, SignatureChain* chain) {
  net::Headers trailers;
  std::string canonical;
  std::string_view claimed;
  while (!rest.empty()) {
    const auto line = take_line(rest);
    if (!line) return incomplete_body();
    if (line->empty()) break;
    const auto colon = line->find(':');
    if (colon == std::string_view::npos) return incomplete_body();
    const std::string name = to_lower(trim(line->substr(0, colon)));
    const std::string_view value = trim(line->substr(colon + 1));
    if (name == "x-amz-trailer-signature") {
      claimed = value;
      continue;
    }
    canonical.append(name).append(":").append(value).append("\n");
    trailers.add(name, std::string(value));
  }
  if (chain) ENI_CHECK(chain->check_trailer(canonical, claimed));
  return trailers;
}

ApiResult<ChunkedUpload> decode(std::string_view rest, const Form& form, SignatureChain* chain) {
  ChunkedUpload upload;
  upload.body.reserve(rest.size());
  for (;;) {
    const auto line = take_line(rest);
    const auto header = line ? read_chunk_header(*line) : std::nullopt;
    if (!header || header->size > rest.size()) return incomplete_body();
    const std::string_view bytes = rest.substr(0, header->size);
    if (chain) ENI_CHECK(chain->check_chunk(bytes, header->signature));
    if (header->size == 0) break;
    upload.body += bytes;
    rest.remove_prefix(header->size);
    const auto gap = take_line(rest);
    if (!gap || !gap->empty()) return incomplete_body();
  }
  if (form.trailer) {
    ENI_TRY(upload.trailers, read_trailers(rest, chain));
  }
  return upload;
}

ApiResult<void> check_length(const net::Request& request, const ChunkedUpload& upload) {
  const auto declared = request.headers.get("X-Amz-Decoded-Content-Length");
  if (!declared) {
    return ApiError{"MissingContentLength", "You must provide the Content-Length HTTP header.", 411};
  }
  if (parse_integer(*declared) != static_cast<long long>(upload.body.size())) return incomplete_body();
  return {};
}

}  // namespace

bool is_chunked_upload(const net::Request& request) {
  return declared_form(request).substr(0, 10) == "STREAMING-";
}

ApiResult<ChunkedUpload> decode_chunked_upload(const net::Request& request, const SignatureClaim& claim,
                                               std::string_view signing_key) {
  for (const Form& form : kForms) {
    if (declared_form(request) != form.name) continue;
    SignatureChain chain{claim, signing_key};
    ENI_TRY(auto upload, decode(request.body, form, form.signing == ChunkSigning::kHmac ? &chain : nullptr));
    ENI_CHECK(check_length(request, upload));
    return upload;
  }
  return ApiError{
      "NotImplemented",
      "A header you provided implies functionality that is not implemented: x-amz-content-sha256: " +
          std::string(declared_form(request)),
      501};
}

}  // namespace eni::aws
