#pragma once
/// What becomes of exceptions where nobody is left to take them: a defect, or something that has run out for a moment.
#include <exception>
#include <string>
#include <string_view>

#include "base/log.h"
#include "base/result.h"
#include "base/task.h"

namespace eni {

/// What it says of itself.
std::string what_of(const std::exception_ptr& thrown);

/// Logs "internal failure".
/// @param at     where it was: "a connection through SOCKS"
/// @param about  which of them; may be empty
void log_defect(Logger& log, std::string_view at, const std::exception_ptr& thrown,
                std::string_view about = {});

/// A defect of `work` is logged, and is a reason like others to who waits for it.
/// @param log  outlives the task
Task<Result<void>> defect_as_error(Logger& log, std::string at, Task<Result<void>> work);

/// Of a group whose tasks end alone, each with what belongs to it: a connection, an answer. The others go on.
/// @param log  outlives the group
TaskGroup::OnException logged_as(Logger& log, std::string at, std::string about = {});

}  // namespace eni
