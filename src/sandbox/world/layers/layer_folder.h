#pragma once
/// The folder that a layer is unpacked into. All names go through here, and none leads out.
#include <string>
#include <string_view>

#include "net/descriptor.h"
#include "sandbox/world/layers/entry_path.h"

namespace eni::sandbox::world::layers {

class LayerFolder {
 public:
  /// @param root  of the caller, as are the limits
  LayerFolder(int root, const LayerLimits& limits, LayerReport& report)
      : root_{root}, limits_{limits}, report_{report} {}
  LayerFolder(const LayerFolder&) = delete;
  LayerFolder& operator=(const LayerFolder&) = delete;

  /// A folder of the layer, through its links; missing ones are made.
  /// @param folder  valid until the next call that may make or replace something
  Failure open_parent(const std::string& path, int& folder);
  /// Of what is there, and is a folder. @return  none: there is none such; errno says why
  net::Descriptor open_existing(const std::string& path) const;
  /// The same for reading and for attributes, and not through a link at its end.
  net::Descriptor open_itself(const std::string& path) const;

  /// Each makes `name` in a folder of open_parent(), in the place of whatever was there.
  Failure make_file(int folder, const std::string& name, net::Descriptor& file);
  /// If there is one, it stays with what is in it.
  Failure make_folder(int folder, const std::string& name, net::Descriptor& opened);
  Failure make_symbolic_link(int folder, const std::string& name, const std::string& target);
  Failure make_fifo(int folder, const std::string& name);
  /// @param target  a name of parse_link_target()
  Failure make_hard_link(const EntryPath& path, const EntryPath& target);

  /// Against the limit of entries.
  Failure count_entry();

 private:
  Failure make_way(std::string path, net::Descriptor& folder);
  Failure step(int folder, const std::string& name, std::string& rest, std::string_view way,
               bool& is_rewritten);
  Failure replace(int folder, const std::string& name);
  template <class Make>
  Failure make_anew(int folder, const std::string& name, const char* what, Make make);

  int root_;
  const LayerLimits& limits_;
  LayerReport& report_;
  net::Descriptor parent_;  ///< of most entries it is that of the entry before
  std::string parent_path_;
};

}  // namespace eni::sandbox::world::layers
