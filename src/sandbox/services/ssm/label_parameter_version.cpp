/// LabelParameterVersion, UnlabelParameterVersion.
#include "sandbox/services/ssm/input.h"
#include "sandbox/services/ssm/operations.h"

namespace eni::sandbox::ssm_service {
namespace {

constexpr std::size_t kMaxLabels = 10;

bool has(const std::vector<std::string>& list, const std::string& text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

/// All versions of the parameter that the call names. @error  ParameterNotFound
ApiResult<std::vector<SsmParameter>> versions_of(Call& call) {
  const auto latest = find_latest(call, parse_reference(text_at(call.params.all(), "Name")));
  if (!latest) return parameter_not_found();
  return repository(call).history(latest->id);
}

/// The version that ParameterVersion says, the latest without it. @error  ParameterVersionNotFound
ApiResult<std::int64_t> version_number(const Call& call, const std::vector<SsmParameter>& versions) {
  const auto wanted = find_integer(call.params.all(), "ParameterVersion");
  if (!wanted) return versions.back().version;
  for (const SsmParameter& version : versions)
    if (version.version == *wanted) return version.version;
  return ApiError{"ParameterVersionNotFound",
                  "Systems Manager could not find version " + std::to_string(*wanted) + " of " +
                      versions.back().name + ". Verify the version and try again.",
                  400};
}

struct SortedLabels {
  std::vector<std::string> valid;
  json::array invalid;
};

SortedLabels sorted(const std::vector<std::string>& labels) {
  SortedLabels result;
  for (const std::string& label : labels) {
    if (is_label(label)) {
      result.valid.push_back(label);
    } else {
      result.invalid.emplace_back(label);
    }
  }
  return result;
}

ApiError label_limit_exceeded() {
  return {"ParameterVersionLabelLimitExceeded",
          "A parameter version can have maximum 10 labels. Move one or more labels to another version and "
          "try again.",
          400};
}

}  // namespace

ApiResult<Reply> label_parameter_version(Call& call) {
  const auto labels = texts_at(call.params.all(), "Labels");
  ENI_TRY(const auto versions, versions_of(call));
  ENI_TRY(const auto number, version_number(call, versions));
  SortedLabels given = sorted(labels);
  for (const SsmParameter& version : versions) {
    std::vector<std::string> kept = version.labels;
    // A label is on one version only: it moves.
    std::erase_if(kept, [&](const std::string& label) { return has(given.valid, label); });
    if (version.version == number) kept.insert(kept.end(), given.valid.begin(), given.valid.end());
    if (kept.size() > kMaxLabels) return label_limit_exceeded();
    if (kept != version.labels) repository(call).set_labels(version.id, version.version, kept);
  }
  return Reply{json::object{{"InvalidLabels", std::move(given.invalid)}, {"ParameterVersion", number}}};
}

ApiResult<Reply> unlabel_parameter_version(Call& call) {
  const auto labels = texts_at(call.params.all(), "Labels");
  ENI_TRY(const auto versions, versions_of(call));
  ENI_TRY(const auto number, version_number(call, versions));
  json::array removed;
  json::array invalid;
  for (const SsmParameter& version : versions) {
    if (version.version != number) continue;
    for (const std::string& label : labels)
      (has(version.labels, label) ? removed : invalid).emplace_back(label);
    std::vector<std::string> kept = version.labels;
    std::erase_if(kept, [&](const std::string& label) { return has(labels, label); });
    repository(call).set_labels(version.id, version.version, kept);
  }
  return Reply{json::object{{"RemovedLabels", std::move(removed)}, {"InvalidLabels", std::move(invalid)}}};
}

}  // namespace eni::sandbox::ssm_service
