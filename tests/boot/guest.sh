#!/bin/sh
# Runs as root, and before all else, in the machine that debian_machine.py boots: guest.sh REPOSITORY. Makes of it what a desktop is, with a
# user who may lend other users' ids and has a control group delegated, as systemd does it. As that user it runs tests; a line "NAME: ended
# with CODE" tells of each. The machine is off when this ends.
repository=$1
disk=/srv/disk
home=$disk/visitor
user=visitor
user_id=23456
# Who runs them is an ordinary user anyway. Of the reasons, those of limits and of starting at all.
tests="(answer_each_other and not ordinary) or density or security_groups or capture_shows or (reasons_are and (memory or program))"

mount_file_systems() {
  mount -t proc proc /proc
  mount -t sysfs sys /sys
  mount -t cgroup2 cgroup /sys/fs/cgroup
  mount -t tmpfs tmpfs /run
  mkdir -p /dev/pts /dev/shm
  mount -t devpts -o ptmxmode=0666 pts /dev/pts
  mount -t tmpfs -o mode=1777 tmpfs /dev/shm
  # The root is an overlay, and overlayfs does not write to another.
  mkdir -p "$disk"
  mount -t ext4 /dev/vda "$disk"
}

make_user() {
  echo "$user:x:$user_id:$user_id::$home:/bin/sh" >>/etc/passwd
  echo "$user:x:$user_id:" >>/etc/group
  echo "$user:100000:65536" | tee /etc/subuid >/etc/subgid
  mkdir -p "$home/tmp"
  # As `systemd-run --user --scope -p Delegate=yes` does it.
  cat >"$home/in-scope" <<SCRIPT
#!/bin/sh
mkdir "/sys/fs/cgroup/user/scope-\$\$" && echo \$\$ >"/sys/fs/cgroup/user/scope-\$\$/cgroup.procs" && exec "\$@"
SCRIPT
  printf '#!/bin/sh\nexec %s/in-scope %s "$@"\n' "$home" "$repository/build/eni-trunking" >"$home/eni-trunking"
  chmod 755 "$home/in-scope" "$home/eni-trunking"
  chown -R "$user_id:$user_id" "$home"
  folder=$repository
  while [ "$folder" != / ]; do
    chmod o+rx "$folder"
    folder=$(dirname "$folder")
  done
}

delegate_control_group() {
  echo "+cpu +memory +pids" >/sys/fs/cgroup/cgroup.subtree_control
  mkdir -p /sys/fs/cgroup/user/session
  echo "+cpu +memory +pids" >/sys/fs/cgroup/user/cgroup.subtree_control
  chown "$user_id" /sys/fs/cgroup/user /sys/fs/cgroup/user/* /sys/fs/cgroup/user/session/*
  echo $$ >/sys/fs/cgroup/user/session/cgroup.procs
}

# run NAME COMMAND...: as the user
run() {
  name=$1
  shift
  echo "$name: begins"
  setpriv --reuid=$user_id --regid=$user_id --clear-groups env -i PATH=/usr/bin:/bin:/usr/sbin:/sbin HOME="$home" TMPDIR="$home/tmp" \
    LANG=C.UTF-8 PYTHONDONTWRITEBYTECODE=1 ENI_TRUNKING_PATIENCE=20 ENI_TRUNKING_BINARY="$home/eni-trunking" "$@" </dev/null 2>&1
  echo "$name: ended with $?"
}

mount_file_systems
make_user
delegate_control_group
ip link set lo up
cd "$repository" || exit
echo  # What the firmware has written has no end of a line.
run kernel uname -r
networks=$repository/build/cmake/release/src/sandbox/world/sandbox_world_test
[ ! -x "$networks" ] || run networks "$home/in-scope" "$networks" --gtest_brief=1 --gtest_filter='-*AsAnOrdinaryUser*'
run tasks /usr/bin/python3 -m pytest -v -p no:cacheprovider --tb=short --color=no -rs tests/conformance/test_containers.py -k "$tests"
echo o >/proc/sysrq-trigger
# No program can be read any more, and the kernel wants its first process.
while :; do :; done
