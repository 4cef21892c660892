#include "sandbox/services/ecr/layers/layer_errors.h"

namespace eni::sandbox::ecr_service {

using aws::ApiError;

ApiError upload_not_found(const std::string& id) {
  return {"UploadNotFoundException", "The upload with id '" + id + "' does not exist in this repository"};
}

ApiError too_many_uploads() {
  return {"LimitExceededException",
          "There are too many uploads of layers at a time; complete or cancel some"};
}

ApiError layer_too_large() { return {"InvalidLayerPartException", "A layer has 52000 MiB at most"}; }

ApiError empty_upload(const std::string& id) {
  return {"EmptyUploadException", "The upload with id '" + id + "' has no layer parts"};
}

ApiError part_too_small() {
  return {"LayerPartTooSmallException", "Layer parts must be at least 5 MiB in size, but the last one"};
}

ApiError wrong_digest(const std::string& said, const std::string& actual) {
  return {"InvalidLayerException", "The layer's digest is " + actual + ", not " + said};
}

ApiError layer_exists(const std::string& digest) {
  return {"LayerAlreadyExistsException",
          "The layer with digest '" + digest + "' already exists in this repository"};
}

ApiError disk_failure(const std::string& what) {
  return {"ServerException", "Nothing was kept: " + what, 500};
}

}  // namespace eni::sandbox::ecr_service
