#include "sandbox/images/store/image_names.h"

#include <unistd.h>

#include "base/json.h"
#include "base/time_text.h"
#include "sandbox/images/store/store_files.h"

namespace eni::sandbox::images {
namespace {

constexpr std::size_t kMaxRecord = 64 * 1024;

json::object record_of(const StoredImage& image) {
  return {{"name", image.name.text()},         {"manifest", image.manifest.text()},
          {"resolved", image.resolved.text()}, {"platform", image.platform.text()},
          {"pulled", image.is_pulled},         {"used", iso8601_millis(image.used)}};
}

std::optional<StoredImage> read_record(const std::string& path) {
  const auto text = read_file(path, kMaxRecord);
  const auto record = text ? parse_json(*text) : Result<json::value>{Error{}};
  if (record.has_error() || !record->is_object()) return std::nullopt;
  const json::object& object = record->get_object();
  auto name = oci::Reference::parse(text_at(object, "name"));
  auto manifest = oci::Digest::parse(text_at(object, "manifest"));
  auto resolved = oci::Digest::parse(text_at(object, "resolved"));
  auto platform = oci::Platform::parse(text_at(object, "platform"));
  if (!name || !manifest || !resolved || !platform) return std::nullopt;
  return StoredImage{*std::move(name),          *std::move(manifest),
                     *std::move(resolved),      *std::move(platform),
                     flag_at(object, "pulled"), parse_iso8601(text_at(object, "used")).value_or(TimePoint{})};
}

}  // namespace

std::string ImageNames::path_of(const oci::Reference& name) const {
  return folder_ + "/" + std::string(oci::Digest::of(name.text()).hex()) + ".json";
}

void ImageNames::read(const std::function<Digests(const StoredImage&)>& digests_of) {
  for (const std::string& file : names_in(folder_)) {
    auto record = read_record(folder_ + "/" + file);
    // One that is under another name than its own is nobody's.
    if (!record || path_of(record->name) != folder_ + "/" + file) {
      unlink((folder_ + "/" + file).c_str());
      continue;
    }
    Digests digests = digests_of(*record);
    put(*std::move(record), std::move(digests));
  }
}

void ImageNames::put(StoredImage image, Digests digests) {
  for (const oci::Digest& digest : digests) ++uses_[digest];
  drop(image.name);
  const std::string name = image.name.text();
  names_.insert_or_assign(name, Named{std::move(image), std::move(digests)});
}

bool ImageNames::drop(const oci::Reference& name) {
  const auto found = names_.find(name.text());
  if (found == names_.end()) return false;
  for (const oci::Digest& digest : found->second.digests)
    if (--uses_[digest] == 0) uses_.erase(digest);
  names_.erase(found);
  return true;
}

PullResult<void> ImageNames::write(StoredImage image, Digests digests) {
  ENI_CHECK(write_private_file(path_of(image.name), json::serialize(record_of(image))));
  put(std::move(image), std::move(digests));
  return {};
}

bool ImageNames::remove(const oci::Reference& name) {
  if (!drop(name)) return false;
  unlink(path_of(name).c_str());
  return true;
}

const ImageNames::Named* ImageNames::find(const oci::Reference& name) const {
  const auto found = names_.find(name.text());
  return found == names_.end() ? nullptr : &found->second;
}

}  // namespace eni::sandbox::images
