#pragma once
/// How the steps of a stack operation fail.
#include <string>
#include <string_view>

#include "base/result.h"

namespace eni::sandbox::cloudformation {

/// Why a step failed, as its event says it: a clause or a sentence, without a blank at its end.
struct Failure {
  std::string reason;
};

/// What a step gives, or why it failed.
template <class T = void>
using StepResult = Result<T, Failure>;

/// Of a step that the end of its operation came before: "Resource creation cancelled".
Failure cancelled(std::string_view what);

/// The reason as a sentence that others may follow: with a full stop and a blank. "" stays "".
std::string sentence(const std::string& reason);

}  // namespace eni::sandbox::cloudformation
