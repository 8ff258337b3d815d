set terminal pngcairo size 121,68 font 'sans,10' noenhanced background rgb '#fdfdfc'
set encoding utf8
unset border
unset tics
unset key
unset colorbox
set lmargin at screen 0.68595
set rmargin at screen 0.91736
set tmargin at screen 0.55882
set bmargin at screen 0.14706
set xrange [-0.5:6.5]
set yrange [6.5:-0.5]
set label 'original' at graph 0, first 1.5 offset character -0.8, 0 right front font ',10' textcolor rgb '#2b2f33'
set label 'mean' at graph 0, first 4.5 offset character -0.8, 0 right front font ',10' textcolor rgb '#2b2f33'
set label 'a' at first 1.5, graph 1 offset character 0, 0.7 center front font ',10' textcolor rgb '#2b2f33'
set label 'b' at first 4.5, graph 1 offset character 0, 0.7 center front font ',10' textcolor rgb '#2b2f33'
set palette defined (0 '#e6e8ea', 0.5 '#e6e8ea', 0.5 '#ffffff', 1.0 '#ffffff', 256.0 '#000000')
set cbrange [0:256]
$grid << EOD
0.0 0.0 0.0 0.0 0.0 0.0 0.0
0.0 1.0 256.0 0.0 256.0 256.0 0.0
0.0 129.0 256.0 0.0 1.0 1.0 0.0
0.0 0.0 0.0 0.0 0.0 0.0 0.0
0.0 129.0 129.0 0.0 0.0 0.0 0.0
0.0 129.0 129.0 0.0 0.0 0.0 0.0
0.0 0.0 0.0 0.0 0.0 0.0 0.0
EOD
plot \
  $grid matrix with image
