#pragma once
/// Values of AWS's shapes, for tests that go over the table of resource types.
#include "base/json.h"
#include "sandbox/shapes/model.h"

namespace eni::sandbox::cloudformation {

enum class Members { kAll, kRequired };

/// Some value of the shape; another for each `variant`, 'a' or 'b'.
inline json::value sample_value(const shapes::Shape& shape, char variant, Members members, int depth = 0) {
  constexpr int kMaxDepth = 4;
  switch (shape.kind()) {
    case shapes::Kind::kStructure: {
      json::object object;
      for (std::size_t at = 0; at < shape.member_count() && depth < kMaxDepth; ++at) {
        const shapes::Member member = shape.member(at);
        if (members == Members::kAll || member.is_required())
          object[member.name()] = sample_value(member.shape(), variant, members, depth + 1);
      }
      return object;
    }
    case shapes::Kind::kList: {
      json::array list;
      list.push_back(sample_value(shape.element().shape(), variant, members, depth + 1));
      return list;
    }
    case shapes::Kind::kMap:
    case shapes::Kind::kDocument:
      return json::object{{"Key", std::string(1, variant)}};
    case shapes::Kind::kBoolean:
      return variant == 'a';
    case shapes::Kind::kInteger:
    case shapes::Kind::kLong:
    case shapes::Kind::kFloat:
    case shapes::Kind::kDouble:
      return variant == 'a' ? 1 : 2;
    default:
      return json::value(json::string(std::string(1, variant)));
  }
}

}  // namespace eni::sandbox::cloudformation
