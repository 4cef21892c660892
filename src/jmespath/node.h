#pragma once
/// The syntax tree of an expression.
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"

namespace eni::jmespath {

struct Node {
  enum class Kind : std::uint8_t {
    kCurrent,
    kField,             ///< name
    kIndex,             ///< number
    kSlice,             ///< start, stop, step
    kSubexpression,     ///< left, right
    kListProjection,    ///< left, right on each element
    kValueProjection,   ///< left, right on each value of an object
    kFilterProjection,  ///< left, right, condition
    kFlatten,           ///< left
    kLiteral,           ///< value
    kList,              ///< children
    kHash,              ///< children named by `names`
    kAnd,
    kOr,
    kNot,
    kComparison,  ///< left, right, name: "==", "<"…
    kPipe,
    kFunction,             ///< name, children
    kExpressionReference,  ///< left
  };
  Kind kind = Kind::kCurrent;
  std::string name = {};
  std::int64_t number = 0;
  std::optional<std::int64_t> start = {}, stop = {}, step = {};
  json::value value = nullptr;
  std::vector<std::string> names = {};
  std::vector<std::unique_ptr<Node>> children = {};  ///< left, right, condition in this order
};

using NodePtr = std::unique_ptr<Node>;

}  // namespace eni::jmespath
