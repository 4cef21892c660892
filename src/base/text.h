#pragma once
/// Text: splitting, trimming, encodings. Bytes in, bytes out; UTF-8 where it says so.
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace eni {

/// The pieces between separators; "a,,b" has three, "" has one empty piece.
std::vector<std::string> split(std::string_view text, char separator);
std::string join(const std::vector<std::string>& pieces, std::string_view separator);
/// Without leading and trailing spaces, tabs, carriage returns and newlines.
std::string_view trim(std::string_view text);
/// ASCII only.
std::string to_lower(std::string_view text);
std::string to_upper(std::string_view text);
bool iequals(std::string_view a, std::string_view b);
/// Appends the parts one after the other; none may be of `out` itself.
void append(std::string& out, std::initializer_list<std::string_view> parts);
/// Whether there is a byte below 0x20, or 0x7f.
bool has_control_characters(std::string_view text);
std::string replace_all(std::string_view text, std::string_view from, std::string_view to);

/// The whole of `text` as a decimal integer, or nothing: no spaces, no plus sign, no overflow.
std::optional<long long> parse_integer(std::string_view text);

/// Lower-case hexadecimal.
std::string hex(std::string_view bytes);
std::string base64_encode(std::string_view bytes);
/// @return  nothing if `text` is not base64 with its padding; line breaks are allowed
std::optional<std::string> base64_decode(std::string_view text);

/// Everything but A-Z a-z 0-9 - _ . ~ becomes %XX (upper-case hex); '/' too unless `keep_slash`.
enum class Slash { kEncode, kKeep };
std::string percent_encode(std::string_view text, Slash slash = Slash::kEncode);
/// %XX to bytes; an incomplete escape stays as it is. '+' stays '+' unless it means a space.
enum class Plus { kLiteral, kSpace };
std::string percent_decode(std::string_view text, Plus plus = Plus::kLiteral);

/// `&`, `<`, `>`, `"`, control characters as XML needs them in text and in attributes.
std::string xml_escape(std::string_view text);
void append_xml_escaped(std::string& out, std::string_view text);

bool is_valid_utf8(std::string_view text);
/// Every byte that is not part of valid UTF-8 replaced by U+FFFD.
std::string to_valid_utf8(std::string_view text);
/// The longest prefix of at most `max_bytes` that ends on a code point's border. `text` is valid UTF-8.
std::string_view utf8_prefix(std::string_view text, std::size_t max_bytes);

/// Smallest number of single-character insertions, deletions, swaps and substitutions: for "did you mean".
std::size_t edit_distance(std::string_view a, std::string_view b);

}  // namespace eni
