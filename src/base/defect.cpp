#include "base/defect.h"

namespace eni {

std::string what_of(const std::exception_ptr& thrown) {
  try {
    std::rethrow_exception(thrown);
  } catch (const std::exception& exception) {
    return exception.what();
  } catch (...) {
    return "unknown exception";
  }
}

void log_defect(Logger& log, std::string_view at, const std::exception_ptr& thrown, std::string_view about) {
  log.error("internal failure", {{"at", at}, {"about", about}, {"what", what_of(thrown)}});
}

Task<Result<void>> defect_as_error(Logger& log, std::string at, Task<Result<void>> work) {
  std::exception_ptr thrown;
  try {
    co_return co_await std::move(work);
  } catch (...) {
    thrown = std::current_exception();
  }
  log_defect(log, at, thrown);
  co_return Error{"internal failure: " + what_of(thrown), ""};
}

TaskGroup::OnException logged_as(Logger& log, std::string at, std::string about) {
  return [&log, at = std::move(at), about = std::move(about)](const std::exception_ptr& thrown) {
    log_defect(log, at, thrown, about);
  };
}

}  // namespace eni
