#include "sandbox/isolation/init/spec.h"

namespace eni::sandbox::isolation {

std::string serialize(const Layout& layout) {
  wire::Writer out;
  out.text(layout.host_name).number(layout.user);
  out.number(layout.network == Layout::kOwnNetwork ? 0 : 1);
  out.number(layout.mounts.size());
  for (const Mount& mount : layout.mounts)
    out.text(mount.source).text(mount.target).number(static_cast<std::uint64_t>(mount.presence));
  out.texts(layout.folders);
  out.number(layout.files.size());
  for (const File& file : layout.files) out.text(file.path).text(file.content).number(file.mode);
  out.number(layout.links.size());
  for (const Link& link : layout.links) out.text(link.path).text(link.target);
  out.number(layout.covers.size());
  for (const Link& link : layout.covers) out.text(link.path).text(link.target);
  out.texts(layout.tools).number(static_cast<std::uint64_t>(layout.root)).texts(layout.addresses);
  out.number(layout.listeners.size());
  for (const Listener& listener : layout.listeners) out.text(listener.address).number(listener.port);
  out.number(static_cast<std::uint64_t>(layout.egress)).texts(layout.name_servers);
  const Limits& limits = layout.limits;
  out.number(limits.memory_mib).number(limits.processes).number(limits.open_files);
  out.number(limits.file_bytes).number(limits.writable_bytes).number(limits.tmp_bytes);
  return out.bytes();
}

Layout parse_layout(std::string_view bytes) {
  wire::Reader in{bytes};
  Layout layout;
  layout.host_name = in.text();
  layout.user = static_cast<std::uint32_t>(in.number());
  if (in.number() != 0) layout.network = kNetwork;
  for (auto count = in.number(); count > 0 && in.good(); --count) {
    Mount mount{in.text(), in.text()};
    mount.presence = static_cast<Mount::Presence>(in.number());
    layout.mounts.push_back(std::move(mount));
  }
  layout.folders = in.texts();
  for (auto count = in.number(); count > 0 && in.good(); --count) {
    File file{in.text(), in.text()};
    file.mode = static_cast<std::uint32_t>(in.number());
    layout.files.push_back(std::move(file));
  }
  for (auto count = in.number(); count > 0 && in.good(); --count)
    layout.links.push_back({in.text(), in.text()});
  for (auto count = in.number(); count > 0 && in.good(); --count)
    layout.covers.push_back({in.text(), in.text()});
  layout.tools = in.texts();
  layout.root = static_cast<Layout::Root>(in.number());
  layout.addresses = in.texts();
  for (auto count = in.number(); count > 0 && in.good(); --count) {
    Listener listener{in.text()};
    listener.port = static_cast<std::uint16_t>(in.number());
    layout.listeners.push_back(std::move(listener));
  }
  layout.egress = static_cast<Layout::Egress>(in.number());
  layout.name_servers = in.texts();
  Limits& limits = layout.limits;
  for (std::uint64_t* limit : {&limits.memory_mib, &limits.processes, &limits.open_files, &limits.file_bytes,
                               &limits.writable_bytes, &limits.tmp_bytes})
    *limit = in.number();
  return layout;
}

}  // namespace eni::sandbox::isolation
