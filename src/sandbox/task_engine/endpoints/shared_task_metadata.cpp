#include "sandbox/task_engine/endpoints/shared_task_metadata.h"

namespace eni::sandbox::task_engine::endpoints {

Task<MetadataTags> NoTask::tags() { co_return MetadataTags{}; }

Task<Result<TaskCredentials, CredentialsFailure>> NoTask::credentials(std::string) {
  co_return CredentialsFailure::kNotFound;
}

Task<ProtectionResult> NoTask::protection() { co_return ProtectionError{}; }

Task<ProtectionResult> NoTask::set_protection(bool, std::optional<std::int64_t>) {
  co_return ProtectionError{};
}

void SharedTaskMetadata::add(const std::vector<std::string>& ids, TaskMetadataRequests& task) {
  for (const std::string& id : ids)
    if (!id.empty()) tasks_[id] = &task;
}

void SharedTaskMetadata::remove(const TaskMetadataRequests& task) {
  std::erase_if(tasks_, [&](const auto& one) { return one.second == &task; });
}

void SharedTaskMetadata::answer(net::Request&& request, std::shared_ptr<net::Responder> responder) {
  const auto found = tasks_.find(requested_metadata(request).id);
  TaskMetadataRequests& task = found == tasks_.end() ? unknown_ : *found->second;
  task.answer(std::move(request), std::move(responder));
}

}  // namespace eni::sandbox::task_engine::endpoints
