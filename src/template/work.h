#pragma once
/// What evaluating a template may take: a text of 700 bytes can ask for gigabytes (`!Sub ['${x}${x}', {x: …}]` within
/// itself) or for hours (functions over lists over lists).
#include <cstddef>

#include "base/json.h"
#include "template/document.h"

namespace eni::tmpl {

/// Of one value, as of a whole template: its texts and keys together.
inline constexpr std::size_t kMaxValueBytes = kMaxTemplateUrlBytes;

/// Counts down while a scope is evaluated. A byte of a text is one, a value of any kind kWorkPerValue.
class Work {
 public:
  static constexpr std::size_t kPerValue = 64;
  /// Some 20 ms; a template of one megabyte in which every property is a function of a function takes half.
  static constexpr std::size_t kMax = 8'000'000;

  /// @error  "Template error: evaluating the template takes more work than is allowed"
  TemplateResult<void> spend(std::size_t amount, Position position);
  /// `value`, the outcome of `function`, as work.
  /// @error  also "Template error: FUNCTION gives more than 1000000 bytes"
  TemplateResult<void> spend_on(const json::value& value, std::string_view function, Position position);

 private:
  std::size_t left_ = kMax;
};

/// "Template error: FUNCTION gives more than 1000000 bytes", for those that must not make it first.
TemplateError value_too_large(std::string_view function, Position position);

}  // namespace eni::tmpl
