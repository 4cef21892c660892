#pragma once
/// The input of a call, whatever its protocol: an object whose members are named as on the wire. Query and
/// REST protocols deliver text only, JSON delivers types; the getters accept both, so operations need not
/// know.
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "aws/api_error.h"
#include "base/json.h"

namespace eni::sandbox {

/// Thrown by the getters for a member of another shape than the one asked for: a list where text belongs. Taken
/// for absent it would make the call mean another thing, and no operation could go on in a useful way; so this
/// is the one refusal that is no Result. The gateway catches it, undoes the call's transaction and answers
/// `error` in the service's words: MalformedInput (query), SerializationException (JSON), MalformedXML (S3).
struct UnexpectedShape {
  aws::ApiError error;
};

/// The member of a structure within the input: a tag's Value. Nothing if it is absent or null.
/// @throw  UnexpectedShape for a list or a structure
std::optional<std::string> given_text(const json::object& structure, std::string_view name);

/// Each getter throws UnexpectedShape for a member of another shape than its own.
class Params {
 public:
  explicit Params(json::object input) : input_{std::move(input)} {}

  bool has(std::string_view name) const;
  /// Nothing if the member is absent or null.
  std::optional<std::string> text(std::string_view name) const;
  std::string text_or(std::string_view name, std::string_view fallback) const;
  /// @error  ValidationError (400) that names the member if it is absent or null
  aws::ApiResult<std::string> required(std::string_view name) const;
  /// @error  ValidationError if it is there but not an integer, or out of range
  aws::ApiResult<std::optional<long long>> integer(std::string_view name, long long min, long long max) const;
  /// "true"/"false" or a JSON boolean. @error  ValidationError for other text
  aws::ApiResult<std::optional<bool>> boolean(std::string_view name) const;
  /// Empty if absent. @error  ValidationError if it is not a list
  aws::ApiResult<std::vector<std::string>> texts(std::string_view name) const;
  /// The elements of a list of structures; empty if absent. @error  ValidationError if it is something else
  aws::ApiResult<std::vector<json::object>> objects(std::string_view name) const;
  /// A structure, or nothing.
  const json::object* object(std::string_view name) const;
  const json::value* find(std::string_view name) const;

  const json::object& all() const { return input_; }

  /// From now on each member that a getter is asked for is noted in `names`: in tests, the gateway holds rows to it.
  void record(std::shared_ptr<std::set<std::string>> names) { recorded_ = std::move(names); }

 private:
  json::object input_;
  std::shared_ptr<std::set<std::string>> recorded_;
};

}  // namespace eni::sandbox
