#include "sandbox/task_engine/images/image_answers.h"

#include "base/time_text.h"
#include "sandbox/gateway/page_answer.h"

namespace eni::sandbox::task_engine {
namespace {

using images::PullFault;

int status_of(PullFault fault) {
  constexpr int kInsufficientStorage = 507;
  if (fault == PullFault::kNoSpace) return kInsufficientStorage;
  return fault == PullFault::kDisk ? 500 : 400;
}

std::string hint_of(PullFault fault) {
  switch (fault) {
    case PullFault::kNoSpace:
      return "make room: eni-trunking image list, eni-trunking image remove NAME";
    case PullFault::kUnsupported:
    case PullFault::kNotFound:
      return "it takes OCI layouts and what 'docker save' writes; --name NAME names an image that has no "
             "name";
    case PullFault::kNoPlatform:
      return "save the image for this machine's platform: docker pull --platform PLATFORM NAME";
    default:
      return "";
  }
}

json::object describe(const images::StoredImage& image) {
  return {{"name", image.name.text()},
          {"digest", image.manifest.text()},
          {"platform", image.platform.text()},
          {"origin", image.is_pulled ? "pulled" : "loaded"},
          {"used", iso8601_millis(image.used)}};
}

}  // namespace

net::Response image_refusal(int status, const Error& error) {
  json::object document{{"error", error.message}};
  if (!error.hint.empty()) document["hint"] = error.hint;
  return page_answer(status, document);
}

net::Response no_containers_here() {
  constexpr int kConflict = 409;
  return image_refusal(kConflict, {"this sandbox runs no containers, so it has no images",
                                   "start it with: eni-trunking sandbox --run auto"});
}

json::object describe_loaded(const std::vector<images::Image>& loaded) {
  json::array list;
  for (const images::Image& image : loaded)
    list.push_back(json::object{{"name", image.name.text()},
                                {"digest", image.manifest.text()},
                                {"platform", image.config.platform.text()}});
  return {{"images", std::move(list)}};
}

json::object describe_store(const images::ImageStore& store) {
  json::array list;
  for (const images::StoredImage& image : store.list()) list.push_back(describe(image));
  return {{"images", std::move(list)}, {"bytes", store.bytes()}};
}

net::Response load_refusal(const images::PullFailure& failure, const std::string& path) {
  std::string detail = failure.detail;
  if (detail.starts_with(path + ": ")) detail.erase(0, path.size() + 2);
  return image_refusal(status_of(failure.fault), {std::move(detail), hint_of(failure.fault)});
}

}  // namespace eni::sandbox::task_engine
