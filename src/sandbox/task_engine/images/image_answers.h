#pragma once
/// What the pages of images answer: JSON documents, the same for people's commands and for programs.
#include <string>
#include <vector>

#include "base/json.h"
#include "net/http.h"
#include "sandbox/images/store/image_store.h"

namespace eni::sandbox::task_engine {

/// {"error": …, "hint": …}; without a hint where there is none.
net::Response image_refusal(int status, const Error& error);

/// Of a sandbox that has no store of images.
net::Response no_containers_here();

/// {"images": [{"name", "digest", "platform"}]}
json::object describe_loaded(const std::vector<images::Image>& loaded);

/// {"images": [{"name", "digest", "platform", "origin": "loaded" | "pulled", "used"}], "bytes": …}
json::object describe_store(const images::ImageStore& store);

/// Why an archive is not taken. @param path  by which it was read, which is nobody's business
net::Response load_refusal(const images::PullFailure& failure, const std::string& path);

}  // namespace eni::sandbox::task_engine
