#pragma once
/// The images of Amazon ECR's repositories: manifests as they were pushed, tags, and what each is made of. Repositories are named
/// by their ARN, images by their digest ("sha256:…").
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/store/store.h"

namespace eni::sandbox {

struct EcrImage {
  std::string digest;
  std::string media_type;
  std::string artifact_type;       ///< of an artifact or of the configuration; "" if there is none
  std::string subject;             ///< digest; "" if it was attached to nothing
  std::string annotations = "{}";  ///< JSON object
  std::string manifest;            ///< byte for byte
  std::int64_t layer_bytes = 0;
  std::int64_t pushed = 0;  ///< milliseconds since the epoch
  std::optional<std::int64_t> pulled = {};
  std::optional<std::int64_t> scanned = {};  ///< when a scan was asked for
};

/// What an image refers to.
struct EcrImagePart {
  std::string digest;
  bool is_image = false;  ///< of an index; else a layer or the configuration
  std::string media_type;
};

class EcrImageRepository final : public Repository {
 public:
  explicit EcrImageRepository(sqlite::Database& database);

  std::optional<EcrImage> find(std::string_view repository, std::string_view digest);
  /// Of a new image.
  void insert(std::string_view repository, const EcrImage& image, const std::vector<EcrImagePart>& parts);
  /// With its tags and parts.
  void remove(std::string_view repository, std::string_view digest);
  void remove_all(std::string_view repository);
  void note_pull(std::string_view repository, std::string_view digest, std::int64_t time);
  void note_scan(std::string_view repository, std::string_view digest, std::int64_t time);
  /// In the order of digests, those after `after`; without their manifests and annotations.
  std::vector<EcrImage> list(std::string_view repository, std::string_view after = {},
                             std::int64_t limit = -1);
  bool has_images(std::string_view repository);
  /// Those that were attached to an image.
  std::vector<EcrImage> referrers(std::string_view repository, std::string_view subject);

  /// The digest of a tag; nothing if there is no such tag.
  std::optional<std::string> find_tag(std::string_view repository, std::string_view tag);
  void put_tag(std::string_view repository, std::string_view tag, std::string_view digest);
  void remove_tag(std::string_view repository, std::string_view tag);
  /// In their order.
  std::vector<std::string> tags_of(std::string_view repository, std::string_view digest);
  /// Of the whole repository, in their order, those after `after`.
  std::vector<std::string> tags(std::string_view repository, std::string_view after, std::int64_t limit);

  std::vector<EcrImagePart> parts_of(std::string_view repository, std::string_view digest);
  /// How some image of the repository calls it; nothing if none has it.
  std::optional<EcrImagePart> find_part(std::string_view repository, std::string_view part);
  /// An index that the image is part of; nothing if there is none.
  std::optional<std::string> index_of(std::string_view repository, std::string_view digest);

 private:
  sqlite::Statement find_, insert_, insert_part_, remove_, remove_tags_of_, remove_parts_, remove_all_,
      remove_all_tags_, remove_all_parts_, note_pull_, note_scan_, list_, any_, referrers_, find_tag_,
      put_tag_, remove_tag_, tags_of_, tags_, parts_of_, find_part_, index_of_;
};

}  // namespace eni::sandbox
