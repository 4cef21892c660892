#pragma once
/// CBOR (RFC 8949) as Smithy's RPC v2 protocol uses it: reading a document into a JSON value, and writing item by item.
#include <cstdint>
#include <string>
#include <string_view>

#include "base/json.h"

namespace eni {

/// What a reader takes at most. A byte of CBOR can be an element of a list, which takes twenty in memory, and time.
struct CborLimits {
  std::size_t bytes = 2 * 1024 * 1024;
  std::size_t items =
      500'000;  ///< lists, maps, tags and what is in them; more than any call of CloudWatch's may have
  int depth = 64;
};

/// The value of `bytes`, which hold one item and nothing else. Byte strings become base64, as in JSON; points in time (tag 1) the
/// number of seconds since the epoch; `undefined` null. The last one counts of keys that come twice. A float may be NaN or infinite.
/// @error  "not valid CBOR: REASON at byte N": cut short, too deep, too long, integers beyond those with a sign of 64 bits, keys that are
///         no texts, tags other than 1, text that is not UTF-8
Result<json::value> parse_cbor(std::string_view bytes, const CborLimits& limits = {});

/// Appends items in their shortest form. Lists and maps are told their size, and the items follow: of maps a text and a value each.
class CborWriter {
 public:
  void map(std::size_t entries) { head(5, entries); }
  void list(std::size_t elements) { head(4, elements); }
  void text(std::string_view text);
  void bytes(std::string_view bytes);
  void integer(std::int64_t number);
  void unsigned_integer(std::uint64_t number) { head(0, number); }
  /// Always of 64 bits.
  void real(double number);
  void boolean(bool flag) { out_ += flag ? '\xf5' : '\xf4'; }
  void null() { out_ += '\xf6'; }
  /// A point in time: tag 1.
  void epoch_seconds(double seconds);
  /// By its own kind: numbers with a fraction as reals.
  void value(const json::value& value);

  std::string take() { return std::move(out_); }

 private:
  /// The first byte of an item and its argument.
  void head(unsigned major, std::uint64_t argument);

  std::string out_;
};

}  // namespace eni
