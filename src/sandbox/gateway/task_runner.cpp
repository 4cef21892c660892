#include "sandbox/gateway/task_runner.h"

namespace eni::sandbox {

TaskRunner* find_task_runner(Environment& environment) {
  const auto found = environment.components.find(std::type_index(typeid(TaskRunner)));
  return found == environment.components.end() ? nullptr : static_cast<TaskRunner*>(found->second.get());
}

}  // namespace eni::sandbox
